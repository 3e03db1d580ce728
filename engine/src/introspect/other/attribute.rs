//! Attributes of objects that the model does not describe.

use evenkeel_model::object::OtherKind::{
    ClusterMark, ColumnOptions, ColumnStatisticsTarget, Comment, DomainNotNull, Policy, ReplicaIdentity, RowSecurity,
    TableAccessMethod, Tablespace,
};

use super::Source;

pub(super) const SOURCES: &[Source] = &[
    Source::object(
        Policy,
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
        RowSecurity,
        "select 'pg_class'::regclass::oid, c.oid, 0, c.oid, null::text,
            concat_ws(E';\\n',
                case when c.relrowsecurity then format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::regclass) end,
                case when c.relforcerowsecurity then format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', c.oid::regclass)
                    end)
        from pg_class c
        where (c.relrowsecurity or c.relforcerowsecurity) and c.oid >= 16384",
    ),
    Source::attribute(
        ReplicaIdentity,
        "select 'pg_class'::regclass::oid, c.oid, 0, c.oid, null::text,
            format('ALTER TABLE ONLY %s REPLICA IDENTITY %s', c.oid::regclass,
                case c.relreplident when 'n' then 'NOTHING' when 'f' then 'FULL' else 'USING INDEX ' || quote_ident((
                    select x.relname from pg_index i join pg_class x on x.oid = i.indexrelid
                    where i.indrelid = c.oid and i.indisreplident)) end)
        from pg_class c
        where c.relkind in ('r', 'p', 'm') and c.relreplident <> 'd' and c.oid >= 16384",
    ),
    Source::attribute(
        ClusterMark,
        "select 'pg_class'::regclass::oid, i.indrelid, 0, i.indrelid, null::text,
            format('ALTER TABLE %s CLUSTER ON %I', i.indrelid::regclass, c.relname)
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indisclustered and i.indrelid >= 16384",
    ),
    Source::attribute(
        ColumnStatisticsTarget,
        "select 'pg_class'::regclass::oid, c.oid, a.attnum::int4, coalesce(i.indrelid, c.oid), null::text,
            case when i.indrelid is null then format('ALTER TABLE ONLY %s ALTER COLUMN %I SET STATISTICS %s',
                    c.oid::regclass, a.attname, a.attstattarget)
                else format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', c.oid::regclass, a.attnum,
                    a.attstattarget) end
        from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            left join pg_index i on i.indexrelid = c.oid
        where a.attstattarget >= 0 and a.attnum > 0 and not a.attisdropped and c.oid >= 16384",
    ),
    Source::attribute(
        ColumnOptions,
        "select 'pg_class'::regclass::oid, c.oid, a.attnum::int4, c.oid, null::text,
            format('ALTER TABLE ONLY %s ALTER COLUMN %I SET (%s)', c.oid::regclass, a.attname,
                array_to_string(a.attoptions, ', '))
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where a.attoptions is not null and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'm')
            and c.oid >= 16384",
    ),
    Source::attribute(
        Tablespace,
        "select 'pg_class'::regclass::oid, c.oid, 0, coalesce(i.indrelid, c.oid), null::text,
            format('ALTER %s %s SET TABLESPACE %I',
                case when c.relkind in ('i', 'I') then 'INDEX' when c.relkind = 'm' then 'MATERIALIZED VIEW'
                    else 'TABLE' end, c.oid::regclass, t.spcname)
        from pg_class c join pg_tablespace t on t.oid = c.reltablespace left join pg_index i on i.indexrelid = c.oid
        where c.relkind in ('r', 'p', 'i', 'I', 'm') and c.oid >= 16384",
    ),
    // The other kinds of tables say theirs in CREATE.
    Source::attribute(
        TableAccessMethod,
        "select 'pg_class'::regclass::oid, c.oid, 0, c.oid, null::text,
            format('ALTER TABLE %s SET ACCESS METHOD %I', c.oid::regclass, m.amname)
        from pg_class c join pg_am m on m.oid = c.relam
        where c.relkind = 'r' and m.amname <> 'heap' and c.reloftype = 0 and c.oid >= 16384
            and not exists (select from pg_inherits where inhrelid = c.oid)",
    ),
    Source::attribute(
        DomainNotNull,
        "select 'pg_constraint'::regclass::oid, o.oid, 0, 0::oid, null::text, null::text
        from pg_constraint o join pg_type t on t.oid = o.contypid
        where o.contype = 'n' and o.conname <> t.typname::text || '_not_null' and octet_length(t.typname::text) <= 54",
    ),
    // Comments for which the model has no place: on the columns of views and of tables that are no ordinary ones, on
    // their constraints and indexes, on the indexes behind constraints, the sequences behind identity columns and NOT
    // NULL constraints. The comments of objects themselves are part of what makes them.
    Source::attribute(
        Comment,
        "select d.classoid, d.objoid, d.objsubid, coalesce(d.parent, 0::oid), i.type || ' ' || i.identity,
            format('COMMENT ON %s %s IS %L', words(i.type), i.identity, d.description)
        from (
            select d.*, case when x.indexrelid is not null then x.indrelid when c.relkind <> 'S' then c.oid end as parent
            from pg_description d
                join pg_class c on c.oid = d.objoid
                left join pg_index x on x.indexrelid = c.oid
                left join pg_class t on t.oid = x.indrelid
            where d.classoid = 'pg_class'::regclass and d.objoid >= 16384 and (
                (d.objsubid > 0 and (c.relkind in ('v', 'm', 'f', 'p') or c.relispartition or c.reloftype <> 0
                    or exists (select from pg_inherits where inhrelid = c.oid) and c.relkind = 'r'))
                or (x.indexrelid is not null and (
                    exists (select from pg_constraint where conindid = c.oid and contype in ('p', 'u', 'x'))
                    or t.relkind <> 'r' or t.relispartition or t.reloftype <> 0
                    or exists (select from pg_inherits where inhrelid = t.oid)))
                or (c.relkind = 'S' and exists (
                    select from pg_depend
                    where classid = 'pg_class'::regclass and objid = c.oid and refclassid = classid and refobjsubid > 0
                        and deptype = 'i')))
            union all
            select d.*, nullif(o.conrelid, 0)
            from pg_description d join pg_constraint o on o.oid = d.objoid left join pg_class t on t.oid = o.conrelid
            where d.classoid = 'pg_constraint'::regclass and (
                o.contype = 'n' or t.relkind <> 'r' or t.relispartition or t.reloftype <> 0
                or exists (select from pg_inherits where inhrelid = t.oid))) d,
            lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i",
    ),
];
