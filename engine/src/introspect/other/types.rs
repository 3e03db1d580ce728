//! Types that the model does not describe, and what makes types work: operators, casts, collations.

use evenkeel_model::object::OtherKind::{
    AccessMethod, BaseType, Cast, Collation, Conversion, Operator, OperatorClass, OperatorFamily, RangeType, Transform,
};

use super::Presence::{Known, Rows};
use super::Source;

pub(super) const SOURCES: &[Source] = &[
    Source::object(
        RangeType,
        Known(|leads| leads.names.types.values().any(|row| row.kind == 'r')),
        "select 'pg_type'::regclass::oid, t.oid, 0, 0::oid, null::text,
            format('CREATE TYPE %I.%I AS RANGE (%s)', n.nspname, t.typname, concat_ws(', ',
                'SUBTYPE = ' || format_type(r.rngsubtype, null),
                (select format('SUBTYPE_OPCLASS = %I.%I', s.nspname, o.opcname)
                    from pg_opclass o join pg_namespace s on s.oid = o.opcnamespace where o.oid = r.rngsubopc),
                'COLLATION = ' || nullif(r.rngcollation, 0)::regcollation,
                'CANONICAL = ' || nullif(r.rngcanonical, 0)::regproc,
                'SUBTYPE_DIFF = ' || nullif(r.rngsubdiff, 0)::regproc,
                'MULTIRANGE_TYPE_NAME = ' || r.rngmultitypid::regtype))
        from pg_type t join pg_range r on r.rngtypid = t.oid join pg_namespace n on n.oid = t.typnamespace
        where t.oid >= 16384",
    ),
    Source::object(
        BaseType,
        Known(|leads| leads.names.types.values().any(|row| matches!(row.kind, 'b' | 'p') && row.element == 0)),
        "select 'pg_type'::regclass::oid, t.oid, 0, 0::oid, null::text, null::text
        from pg_type t
        where t.typtype in ('b', 'p') and t.typcategory <> 'A' and t.typrelid = 0 and t.oid >= 16384",
    ),
    Source::object(
        Collation,
        Rows("pg_collation where oid >= 16384"),
        // The columns for the locale have other names from version to version.
        "select 'pg_collation'::regclass::oid, c.oid, 0, 0::oid, null::text,
            format('CREATE COLLATION %I.%I (%s)', n.nspname, c.collname, concat_ws(', ',
                'PROVIDER = ' || case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
                case when c.collprovider = 'c' then format('LC_COLLATE = %L, LC_CTYPE = %L', c.collcollate, c.collctype)
                    else 'LOCALE = ' || quote_literal(coalesce(to_jsonb(c) ->> 'colllocale',
                        to_jsonb(c) ->> 'colliculocale', c.collcollate::text)) end,
                case when not c.collisdeterministic then 'DETERMINISTIC = false' end,
                'RULES = ' || quote_literal(to_jsonb(c) ->> 'collicurules')))
        from pg_collation c join pg_namespace n on n.oid = c.collnamespace
        where c.oid >= 16384",
    ),
    Source::object(
        Conversion,
        Rows("pg_conversion where oid >= 16384"),
        "select 'pg_conversion'::regclass::oid, c.oid, 0, 0::oid, null::text,
            format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s', case when c.condefault then 'DEFAULT ' end,
                n.nspname, c.conname, pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding),
                c.conproc)
        from pg_conversion c join pg_namespace n on n.oid = c.connamespace
        where c.oid >= 16384",
    ),
    Source::object(
        Cast,
        Rows("pg_cast where oid >= 16384"),
        // The cast from a range type to its multirange type comes and goes with them.
        "select 'pg_cast'::regclass::oid, c.oid, 0, 0::oid, null::text,
            format('CREATE CAST (%s AS %s) %s%s', format_type(c.castsource, null), format_type(c.casttarget, null),
                case c.castmethod when 'f' then 'WITH FUNCTION ' || c.castfunc::regprocedure
                    when 'i' then 'WITH INOUT' else 'WITHOUT FUNCTION' end,
                case c.castcontext when 'a' then ' AS ASSIGNMENT' when 'i' then ' AS IMPLICIT' end)
        from pg_cast c
        where c.oid >= 16384
            and not exists (
                select from pg_depend d
                where d.classid = 'pg_cast'::regclass and d.objid = c.oid and d.deptype = 'i')",
    ),
    Source::object(
        Operator,
        Rows("pg_operator where oid >= 16384"),
        "select 'pg_operator'::regclass::oid, o.oid, 0, 0::oid, null::text,
            case when o.oprcode <> 0 then format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname, concat_ws(', ',
                'FUNCTION = ' || o.oprcode,
                'LEFTARG = ' || format_type(nullif(o.oprleft, 0), null),
                'RIGHTARG = ' || format_type(nullif(o.oprright, 0), null),
                (select format('COMMUTATOR = OPERATOR(%I.%s)', s.nspname, x.oprname)
                    from pg_operator x join pg_namespace s on s.oid = x.oprnamespace where x.oid = o.oprcom),
                (select format('NEGATOR = OPERATOR(%I.%s)', s.nspname, x.oprname)
                    from pg_operator x join pg_namespace s on s.oid = x.oprnamespace where x.oid = o.oprnegate),
                'RESTRICT = ' || nullif(o.oprrest, 0)::regproc,
                'JOIN = ' || nullif(o.oprjoin, 0)::regproc,
                case when o.oprcanhash then 'HASHES' end,
                case when o.oprcanmerge then 'MERGES' end)) end
        from pg_operator o join pg_namespace n on n.oid = o.oprnamespace
        where o.oid >= 16384",
    ),
    Source::object(
        OperatorFamily,
        Rows("pg_opfamily where oid >= 16384"),
        "select 'pg_opfamily'::regclass::oid, f.oid, 0, 0::oid, null::text,
            format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, m.amname)
        from pg_opfamily f join pg_namespace n on n.oid = f.opfnamespace join pg_am m on m.oid = f.opfmethod
        where f.oid >= 16384",
    ),
    Source::object(
        OperatorClass,
        Rows("pg_opclass where oid >= 16384"),
        "select 'pg_opclass'::regclass::oid, c.oid, 0, 0::oid, null::text,
            format('CREATE OPERATOR CLASS %I.%I%s FOR TYPE %s USING %I FAMILY %I.%I AS %s', n.nspname, c.opcname,
                case when c.opcdefault then ' DEFAULT' end, format_type(c.opcintype, null), m.amname, s.nspname,
                f.opfname, concat_ws(', ',
                    coalesce('STORAGE ' || format_type(nullif(c.opckeytype, 0), null),
                        'STORAGE ' || format_type(c.opcintype, null)),
                    (select string_agg(format('OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator), ', '
                            order by o.amopstrategy)
                        from pg_amop o
                            join pg_depend d on d.classid = 'pg_amop'::regclass and d.objid = o.oid
                        where d.refclassid = 'pg_opclass'::regclass and d.refobjid = c.oid and o.amoppurpose = 's'),
                    (select string_agg(format('FUNCTION %s (%s, %s) %s', p.amprocnum,
                            format_type(p.amproclefttype, null), format_type(p.amprocrighttype, null),
                            p.amproc::regprocedure), ', ' order by p.amprocnum)
                        from pg_amproc p
                            join pg_depend d on d.classid = 'pg_amproc'::regclass and d.objid = p.oid
                        where d.refclassid = 'pg_opclass'::regclass and d.refobjid = c.oid)))
        from pg_opclass c
            join pg_namespace n on n.oid = c.opcnamespace
            join pg_am m on m.oid = c.opcmethod
            join pg_opfamily f on f.oid = c.opcfamily
            join pg_namespace s on s.oid = f.opfnamespace
        where c.oid >= 16384",
    ),
    Source::object(
        AccessMethod,
        Rows("pg_am where oid >= 16384"),
        "select 'pg_am'::regclass::oid, m.oid, 0, 0::oid, null::text,
            format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', m.amname,
                case m.amtype when 'i' then 'INDEX' else 'TABLE' end, m.amhandler)
        from pg_am m
        where m.oid >= 16384",
    ),
    Source::object(
        Transform,
        Rows("pg_transform where oid >= 16384"),
        "select 'pg_transform'::regclass::oid, t.oid, 0, 0::oid, null::text,
            format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, null), l.lanname,
                concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql, 0)::regprocedure,
                    'TO SQL WITH FUNCTION ' || nullif(t.trftosql, 0)::regprocedure))
        from pg_transform t join pg_language l on l.oid = t.trflang
        where t.oid >= 16384",
    ),
];
