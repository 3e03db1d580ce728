//! Views, and the tables that are no ordinary ones.

use evenkeel_model::object::OtherKind::{
    ForeignTable, InheritedTable, MaterializedView, Partition, PartitionedTable, TypedTable, View,
};

use super::Presence::Known;
use super::Source;

/// Tables written out as CREATE TABLE and what follows it, for those of which `$condition` holds. Columns stand in the
/// parentheses where the table brings its own; what it changes in inherited ones comes as ALTER TABLE.
macro_rules! table {
    ($condition:literal) => {
        concat!(
            "select 'pg_class'::regclass::oid, c.oid, 0, 0::oid, null::text,
                format('CREATE %sTABLE %I.%I%s%s%s%s%s%s%s%s%s%s',
                    case when c.relkind = 'f' then 'FOREIGN ' when c.relpersistence = 'u' then 'UNLOGGED ' end,
                    n.nspname, c.relname,
                    ' OF ' || nullif(c.reloftype, 0)::regtype,
                    case when c.relispartition then ' PARTITION OF ' || parents.names end,
                    case when not c.relispartition and c.reloftype = 0 then ' (' || coalesce(columns.own, '') || ')' end,
                    case when not c.relispartition then ' INHERITS (' || parents.names || ')' end,
                    ' ' || pg_get_expr(c.relpartbound, c.oid),
                    case when c.relkind = 'p' then ' PARTITION BY ' || pg_get_partkeydef(c.oid) end,
                    ' USING ' || quote_ident(nullif(m.amname, 'heap')),
                    ' WITH (' || (
                        select string_agg(format('%s=%L', option_name, option_value), ', ')
                        from pg_options_to_table(c.reloptions)) || ')',
                    ' SERVER ' || quote_ident(s.srvname),
                    ' OPTIONS (' || (
                        select string_agg(format('%I %L', option_name, option_value), ', ')
                        from pg_options_to_table(f.ftoptions)) || ')')
                || coalesce(columns.altered, '')
                || coalesce((
                    select string_agg(format(E';\\nALTER TABLE %s%I.%I ADD CONSTRAINT %I %s',
                        case when c.relkind = 'p' then '' else 'ONLY ' end, n.nspname, c.relname, o.conname,
                        pg_get_constraintdef(o.oid)), '' order by o.contype = 'f', o.conname)
                    from pg_constraint o
                    where o.conrelid = c.oid and o.conislocal and o.conparentid = 0
                        and o.contype in ('p', 'u', 'x', 'c', 'f')), '')
                || coalesce((
                    select string_agg(E';\\n' || replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON '), ''
                        order by x.relname)
                    from pg_index i join pg_class x on x.oid = i.indexrelid
                    where i.indrelid = c.oid and not x.relispartition
                        and not exists (select from pg_constraint where conindid = i.indexrelid and contype <> 'f')), '')
            from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                left join pg_am m on m.oid = c.relam
                left join pg_foreign_table f on f.ftrelid = c.oid
                left join pg_foreign_server s on s.oid = f.ftserver,
                lateral (
                    select string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno) as names
                    from pg_inherits i
                    where i.inhrelid = c.oid) parents,
                lateral (
                    select
                        string_agg(format(E'\\n    %I %s%s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                            ' OPTIONS (' || (
                                select string_agg(format('%I %L', option_name, option_value), ', ')
                                from pg_options_to_table(a.attfdwoptions)) || ')',
                            ' COLLATE ' || nullif(a.attcollation, t.typcollation)::regcollation,
                            case
                                when a.attidentity <> '' then format(
                                    ' GENERATED %s AS IDENTITY (%sSTART WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s)',
                                    case a.attidentity when 'a' then 'ALWAYS' else 'BY DEFAULT' end,
                                    'SEQUENCE NAME ' || q.seqrelid::regclass || ' ', q.seqstart, q.seqincrement, q.seqmin,
                                    q.seqmax, q.seqcache, case when q.seqcycle then ' CYCLE' end)
                                when a.attgenerated <> '' then format(' GENERATED ALWAYS AS (%s) %s', e.expression,
                                    case a.attgenerated when 's' then 'STORED' else 'VIRTUAL' end)
                                else ' DEFAULT ' || e.expression
                            end,
                            case when a.attnotnull then ' NOT NULL' end), ',' order by a.attnum)
                            filter (where a.attislocal) as own,
                        string_agg(
                            case when e.expression is not null and a.attgenerated = '' then format(
                                E';\\nALTER TABLE ONLY %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname,
                                a.attname, e.expression) else '' end
                            || case when a.attnotnull and not c.relispartition then format(
                                E';\\nALTER TABLE ONLY %I.%I ALTER COLUMN %I SET NOT NULL', n.nspname, c.relname,
                                a.attname) else '' end, '' order by a.attnum)
                            filter (where not a.attislocal or c.relispartition or c.reloftype <> 0) as altered
                    from pg_attribute a
                        join pg_type t on t.oid = a.atttypid
                        left join pg_depend d on d.classid = 'pg_class'::regclass and d.refclassid = d.classid
                            and d.refobjid = a.attrelid and d.refobjsubid = a.attnum and d.deptype = 'i'
                            and a.attidentity <> ''
                        left join pg_sequence q on q.seqrelid = d.objid,
                        lateral (
                            select (
                                select pg_get_expr(adbin, adrelid) from pg_attrdef
                                where adrelid = a.attrelid and adnum = a.attnum) as expression) e
                    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) columns
            where c.oid >= 16384 and ",
            $condition
        )
    };
}

pub(super) const SOURCES: &[Source] = &[
    Source::object(
        View,
        Known(|leads| leads.names.relations.values().any(|row| row.kind == 'v')),
        "select 'pg_class'::regclass::oid, c.oid, 0, 0::oid, null::text,
            format('CREATE VIEW %I.%I%s AS%s', n.nspname, c.relname,
                ' WITH (' || array_to_string(c.reloptions, ', ') || ')', E'\\n' || rtrim(pg_get_viewdef(c.oid), ';'))
            || coalesce((
                select string_agg(format(E';\\nALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname,
                    a.attname, pg_get_expr(d.adbin, d.adrelid)), '' order by a.attnum)
                from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
                where d.adrelid = c.oid), '')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'v' and c.oid >= 16384",
    ),
    Source::object(
        MaterializedView,
        Known(|leads| leads.names.relations.values().any(|row| row.kind == 'm')),
        "select 'pg_class'::regclass::oid, c.oid, 0, 0::oid, null::text,
            format('CREATE MATERIALIZED VIEW %I.%I%s%s AS%s%s', n.nspname, c.relname,
                ' USING ' || quote_ident(nullif(m.amname, 'heap')),
                ' WITH (' || array_to_string(c.reloptions, ', ') || ')', E'\\n' || rtrim(pg_get_viewdef(c.oid), ';'),
                case when not c.relispopulated then E'\\n WITH NO DATA' end)
            || coalesce((
                select string_agg(E';\\n' || pg_get_indexdef(i.indexrelid), '' order by i.indexrelid::regclass::text)
                from pg_index i where i.indrelid = c.oid), '')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_am m on m.oid = c.relam
        where c.relkind = 'm' and c.oid >= 16384",
    ),
    Source::object(
        PartitionedTable,
        Known(|leads| leads.names.relations.values().any(|row| row.kind == 'p')),
        table!("c.relkind = 'p' and not c.relispartition"),
    ),
    Source::object(
        Partition,
        Known(|leads| !leads.names.children.is_empty()),
        table!("c.relispartition and c.relkind in ('r', 'p')"),
    ),
    Source::object(
        InheritedTable,
        Known(|leads| !leads.names.children.is_empty()),
        table!("c.relkind = 'r' and not c.relispartition and exists (select from pg_inherits where inhrelid = c.oid)"),
    ),
    Source::object(
        TypedTable,
        Known(|leads| leads.names.relations.values().any(|row| row.of_type != 0)),
        table!("c.relkind = 'r' and c.reloftype <> 0"),
    ),
    Source::object(
        ForeignTable,
        Known(|leads| leads.names.relations.values().any(|row| row.kind == 'f')),
        table!("c.relkind = 'f'"),
    ),
];
