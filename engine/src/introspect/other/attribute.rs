//! Attributes of objects that the model does not describe.

use evenkeel_model::object::OtherKind::{
    ClusterMark, ColumnOptions, ColumnStatisticsTarget, Comment, DomainNotNull, IdentityLogging, Policy,
    ReplicaIdentity, RowSecurity, TableAccessMethod, Tablespace,
};

use super::Presence::{Known, Rows};
use super::Source;

pub(super) const SOURCES: &[Source] = &[
    Source::object(
        Policy, Rows("pg_policy"),
        "select 'pg_policy'::regclass::oid, p.oid, 0, p.polrelid, null::text,
            format('CREATE POLICY %I ON %s%s FOR %s TO %s%s%s', p.polname, p.polrelid::regclass,
                case when not p.polpermissive then ' AS RESTRICTIVE' end,
                case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE'
                    else 'ALL' end,
                (select string_agg(case when role = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(role)) end, ', '
                    order by role) from unnest(p.polroles) role),
                ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
        from pg_policy p",
    ),
    Source::attribute(
        RowSecurity, Rows("pg_class where relrowsecurity or relforcerowsecurity"),
        "select 'pg_class'::regclass::oid, c.oid, 0, c.oid, null::text,
            concat_ws(E';\\n',
                case when c.relrowsecurity then format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::regclass) end,
                case when c.relforcerowsecurity then format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', c.oid::regclass)
                    end)
        from pg_class c
        where (c.relrowsecurity or c.relforcerowsecurity) and c.oid >= 16384",
    ),
    Source::attribute(
        ReplicaIdentity, Rows("pg_class where relkind in ('r', 'p', 'm') and relreplident <> 'd' and oid >= 16384"),
        "select 'pg_class'::regclass::oid, c.oid, 0, c.oid, null::text,
            format('ALTER TABLE ONLY %s REPLICA IDENTITY %s', c.oid::regclass,
                case c.relreplident when 'n' then 'NOTHING' when 'f' then 'FULL' else 'USING INDEX ' || quote_ident((
                    select x.relname from pg_index i join pg_class x on x.oid = i.indexrelid
                    where i.indrelid = c.oid and i.indisreplident)) end)
        from pg_class c
        where c.relkind in ('r', 'p', 'm') and c.relreplident <> 'd' and c.oid >= 16384",
    ),
    Source::attribute(
        ClusterMark, Rows("pg_index where indisclustered and indrelid >= 16384"),
        "select 'pg_class'::regclass::oid, i.indrelid, 0, i.indrelid, null::text,
            format('ALTER TABLE %s CLUSTER ON %I', i.indrelid::regclass, c.relname)
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indisclustered and i.indrelid >= 16384",
    ),
    Source::attribute(
        ColumnStatisticsTarget, Known(|leads| !leads.special.is_empty()),
        "select 'pg_class'::regclass::oid, c.oid, a.attnum::int4, coalesce(i.indrelid, c.oid), null::text,
            case when i.indrelid is null then format('ALTER TABLE ONLY %s ALTER COLUMN %I SET STATISTICS %s',
                    c.oid::regclass, a.attname, a.attstattarget)
                else format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', c.oid::regclass, a.attnum,
                    a.attstattarget) end
        from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            left join pg_index i on i.indexrelid = c.oid
        where a.attrelid = any($1) and a.attstattarget >= 0 and a.attnum > 0 and not a.attisdropped",
    ),
    Source::attribute(
        ColumnOptions, Known(|leads| !leads.special.is_empty()),
        "select 'pg_class'::regclass::oid, c.oid, a.attnum::int4, c.oid, null::text,
            format('ALTER TABLE ONLY %s ALTER COLUMN %I SET (%s)', c.oid::regclass, a.attname,
                array_to_string(a.attoptions, ', '))
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where a.attrelid = any($1) and a.attoptions is not null and a.attnum > 0 and not a.attisdropped
            and c.relkind in ('r', 'p', 'f', 'm')",
    ),
    Source::attribute(
        Tablespace, Rows("pg_class where reltablespace <> 0 and oid >= 16384"),
        "select 'pg_class'::regclass::oid, c.oid, 0, coalesce(i.indrelid, c.oid), null::text,
            format('ALTER %s %s SET TABLESPACE %I',
                case when c.relkind in ('i', 'I') then 'INDEX' when c.relkind = 'm' then 'MATERIALIZED VIEW'
                    else 'TABLE' end, c.oid::regclass, t.spcname)
        from pg_class c join pg_tablespace t on t.oid = c.reltablespace left join pg_index i on i.indexrelid = c.oid
        where c.relkind in ('r', 'p', 'i', 'I', 'm') and c.oid >= 16384",
    ),
    // The other kinds of tables say theirs in CREATE.
    Source::attribute(
        TableAccessMethod, Known(|leads| leads.names.relations.values().any(|row| row.kind == 'r' && row.method != "heap")),
        "select 'pg_class'::regclass::oid, c.oid, 0, c.oid, null::text,
            format('ALTER TABLE %s SET ACCESS METHOD %I', c.oid::regclass, m.amname)
        from pg_class c join pg_am m on m.oid = c.relam
        where c.relkind = 'r' and m.amname <> 'heap' and c.reloftype = 0 and c.oid >= 16384
            and not exists (select from pg_inherits where inhrelid = c.oid)",
    ),
    // A sequence behind an identity is logged as its table is unless somebody says otherwise.
    Source::attribute(
        IdentityLogging, Known(|leads| leads.names.relations.values().any(|row| row.unlogged)),
        "select 'pg_class'::regclass::oid, c.oid, 0, t.oid, null::text,
            format('ALTER SEQUENCE %s SET %s', c.oid::regclass,
                case c.relpersistence when 'u' then 'UNLOGGED' else 'LOGGED' end)
        from pg_class c
            join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i'
                and d.refclassid = 'pg_class'::regclass
            join pg_class t on t.oid = d.refobjid
        where c.relkind = 'S' and c.oid >= 16384 and c.relpersistence <> t.relpersistence",
    )
    .since(15),
    Source::attribute(
        DomainNotNull, Rows("pg_constraint where contype = 'n' and contypid <> 0"),
        "select 'pg_constraint'::regclass::oid, o.oid, 0, 0::oid, null::text, null::text
        from pg_constraint o join pg_type t on t.oid = o.contypid
        where o.contype = 'n' and o.conname <> t.typname::text || '_not_null' and octet_length(t.typname::text) <= 54",
    ),
    // Comments for which the model has no place.
    Source::attribute(
        Comment, Known(|leads| !leads.comments.objects.is_empty()),
        "select d.classoid, d.objoid, d.objsubid, u.relation, i.type || ' ' || i.identity,
            format('COMMENT ON %s %s IS %L', words(i.type), i.identity, d.description)
        from unnest($2, $3, $4, $5) u(class, object, part, relation)
            join pg_description d on d.classoid = u.class and d.objoid = u.object and d.objsubid = u.part,
            lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i",
    ),
];
