//! Who may do what, and labels of security providers.

use evenkeel_model::object::OtherKind::{DefaultPrivileges, Privileges, SecurityLabel};

use super::Presence::{Rows, RowsOrKnown};
use super::Source;

pub(super) const SOURCES: &[Source] = &[
    // What was granted and revoked since the object was made, or since its extension or `initdb` made it.
    Source::attribute(
        Privileges,
        RowsOrKnown(
            "(
                select from pg_class where relacl is not null and oid >= 16384
                union all select from pg_proc where proacl is not null and oid >= 16384
                union all select from pg_type where typacl is not null and oid >= 16384
                union all select from pg_namespace where nspacl is not null and nspname !~ '^pg_'
                union all select from pg_language where lanacl is not null and oid >= 16384
                union all select from pg_foreign_server where srvacl is not null
                union all select from pg_foreign_data_wrapper where fdwacl is not null) p",
            |leads| !leads.special.is_empty(),
        ),
        "select p.classid, p.objid, p.objsubid, p.parent, i.type || ' ' || i.identity, changes.statements
        from (
            select 'pg_class'::regclass::oid as classid, c.oid as objid, 0 as objsubid,
                case when c.relkind = 'S' then 0::oid else c.oid end as parent, c.relacl as acl,
                acldefault(case when c.relkind = 'S' then 's'::\"char\" else 'r' end, c.relowner) as base,
                case when c.relkind = 'S' then 'SEQUENCE' else 'TABLE' end as words, ''::text as columns
            from pg_class c
            where c.relacl is not null and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.oid >= 16384
            union all
            select 'pg_class'::regclass, a.attrelid, a.attnum::int4, a.attrelid, a.attacl, null, 'TABLE',
                format(' (%I)', a.attname)
            from pg_attribute a where a.attrelid = any($1) and a.attacl is not null and not a.attisdropped
            union all
            select 'pg_proc'::regclass, f.oid, 0, 0::oid, f.proacl, acldefault('f', f.proowner),
                case f.prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end, ''
            from pg_proc f where f.proacl is not null and f.oid >= 16384
            union all
            select 'pg_type'::regclass, t.oid, 0, 0::oid, t.typacl, acldefault('T', t.typowner), 'TYPE', ''
            from pg_type t where t.typacl is not null and t.oid >= 16384
            union all
            select 'pg_namespace'::regclass, n.oid, 0, 0::oid, n.nspacl, acldefault('n', n.nspowner), 'SCHEMA', ''
            from pg_namespace n where n.nspacl is not null and (n.oid >= 16384 or n.nspname = 'public')
            union all
            select 'pg_language'::regclass, l.oid, 0, 0::oid, l.lanacl, acldefault('l', l.lanowner), 'LANGUAGE', ''
            from pg_language l where l.lanacl is not null and l.oid >= 16384
            union all
            select 'pg_foreign_server'::regclass, s.oid, 0, 0::oid, s.srvacl, acldefault('S', s.srvowner),
                'FOREIGN SERVER', ''
            from pg_foreign_server s where s.srvacl is not null
            union all
            select 'pg_foreign_data_wrapper'::regclass, w.oid, 0, 0::oid, w.fdwacl, acldefault('F', w.fdwowner),
                'FOREIGN DATA WRAPPER', ''
            from pg_foreign_data_wrapper w where w.fdwacl is not null) p
            left join pg_init_privs b on b.classoid = p.classid and b.objoid = p.objid and b.objsubid = p.objsubid,
            lateral pg_identify_object(p.classid, p.objid, 0) o,
            lateral pg_identify_object(p.classid, p.objid, p.objsubid) i,
            lateral (
                select string_agg(format('%s %s ON %s %s %s %s%s', case when g.granted then 'GRANT' else 'REVOKE' end,
                    g.privileges, p.words, o.identity, case when g.granted then 'TO' else 'FROM' end,
                    case when g.grantee = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end,
                    case when g.granted and g.is_grantable then ' WITH GRANT OPTION' end), E';\\n'
                    order by g.granted, g.grantee = 0 desc, pg_get_userbyid(g.grantee), g.is_grantable) as statements
                from (
                    select c.granted, c.grantee, c.is_grantable,
                        string_agg(c.privilege_type || p.columns, ', ' order by c.privilege_type) as privileges
                    from (
                        (select true as granted, grantee, privilege_type, is_grantable from aclexplode(p.acl)
                            except
                        select true, grantee, privilege_type, is_grantable
                        from aclexplode(coalesce(b.initprivs, p.base)))
                        union
                        (select false, grantee, privilege_type, is_grantable
                        from aclexplode(coalesce(b.initprivs, p.base))
                            except
                        select false, grantee, privilege_type, is_grantable from aclexplode(p.acl))) c
                    group by c.granted, c.grantee, c.is_grantable) g) changes
        where changes.statements is not null",
    ),
    Source::object(
        DefaultPrivileges,
        Rows("pg_default_acl"),
        "select 'pg_default_acl'::regclass::oid, d.oid, 0, 0::oid, null::text,
            (select string_agg(format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s %s %s ON %s %s %s%s',
                pg_get_userbyid(d.defaclrole), ' IN SCHEMA ' || quote_ident(n.nspname),
                case when g.granted then 'GRANT' else 'REVOKE' end, g.privileges,
                case d.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS'
                    when 'T' then 'TYPES' when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end,
                case when g.granted then 'TO' else 'FROM' end,
                case when g.grantee = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end,
                case when g.granted and g.is_grantable then ' WITH GRANT OPTION' end), E';\\n'
                order by g.granted, g.grantee = 0 desc, pg_get_userbyid(g.grantee), g.is_grantable)
            from (
                select c.granted, c.grantee, c.is_grantable,
                    string_agg(c.privilege_type, ', ' order by c.privilege_type) as privileges
                from (
                    (select true as granted, grantee, privilege_type, is_grantable from aclexplode(d.defaclacl)
                        except
                    select true, grantee, privilege_type, is_grantable from aclexplode(b.acl))
                    union
                    (select false, grantee, privilege_type, is_grantable from aclexplode(b.acl)
                        except
                    select false, grantee, privilege_type, is_grantable from aclexplode(d.defaclacl))) c
                group by c.granted, c.grantee, c.is_grantable) g)
        from pg_default_acl d
            left join pg_namespace n on n.oid = d.defaclnamespace,
            lateral (
                select case when d.defaclnamespace <> 0 then null
                    else acldefault(case d.defaclobjtype when 'S' then 's'::\"char\" else d.defaclobjtype end,
                        d.defaclrole) end as acl) b",
    ),
    Source::attribute(
        SecurityLabel,
        Rows("pg_seclabel"),
        "select l.classoid, l.objoid, l.objsubid, 0::oid, format('%s %s (%s)', i.type, i.identity, l.provider),
            format('SECURITY LABEL FOR %I ON %s %s IS %L', l.provider, words(i.type), i.identity, l.label)
        from pg_seclabel l, lateral pg_identify_object(l.classoid, l.objoid, l.objsubid) i",
    ),
];
