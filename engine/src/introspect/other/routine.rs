//! Functions, triggers and rules.

use evenkeel_model::object::OtherKind::{Aggregate, EventTrigger, Function, Language, Procedure, Rule, Trigger};

use super::Presence::Rows;
use super::Source;

pub(super) const SOURCES: &[Source] = &[
    Source::object(
        Function,
        Rows("pg_proc where oid >= 16384"),
        // The functions that make the values of a range type come and go with it.
        "select 'pg_proc'::regclass::oid, p.oid, 0, 0::oid, null::text, rtrim(pg_get_functiondef(p.oid), E'\\n')
        from pg_proc p
        where p.prokind in ('f', 'w') and p.oid >= 16384
            and not exists (
                select from pg_depend d
                where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i'
                    and d.refclassid = 'pg_type'::regclass)",
    ),
    Source::object(
        Procedure,
        Rows("pg_proc where oid >= 16384"),
        "select 'pg_proc'::regclass::oid, p.oid, 0, 0::oid, null::text, rtrim(pg_get_functiondef(p.oid), E'\\n')
        from pg_proc p where p.prokind = 'p' and p.oid >= 16384",
    ),
    Source::object(
        Aggregate,
        Rows("pg_aggregate where aggfnoid >= 16384"),
        "select 'pg_proc'::regclass::oid, p.oid, 0, 0::oid, null::text,
            format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname,
                coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*'),
                concat_ws(', ',
                    'SFUNC = ' || a.aggtransfn,
                    'STYPE = ' || format_type(a.aggtranstype, null),
                    'SSPACE = ' || nullif(a.aggtransspace, 0),
                    'FINALFUNC = ' || nullif(a.aggfinalfn, 0)::regproc,
                    case when a.aggfinalextra then 'FINALFUNC_EXTRA' end,
                    case when a.aggfinalfn <> 0 then 'FINALFUNC_MODIFY = ' || case a.aggfinalmodify
                        when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end,
                    'COMBINEFUNC = ' || nullif(a.aggcombinefn, 0)::regproc,
                    'SERIALFUNC = ' || nullif(a.aggserialfn, 0)::regproc,
                    'DESERIALFUNC = ' || nullif(a.aggdeserialfn, 0)::regproc,
                    'INITCOND = ' || quote_literal(a.agginitval),
                    'MSFUNC = ' || nullif(a.aggmtransfn, 0)::regproc,
                    'MINVFUNC = ' || nullif(a.aggminvtransfn, 0)::regproc,
                    'MSTYPE = ' || format_type(nullif(a.aggmtranstype, 0), null),
                    'MSSPACE = ' || nullif(a.aggmtransspace, 0),
                    'MFINALFUNC = ' || nullif(a.aggmfinalfn, 0)::regproc,
                    case when a.aggmfinalextra then 'MFINALFUNC_EXTRA' end,
                    case when a.aggmfinalfn <> 0 then 'MFINALFUNC_MODIFY = ' || case a.aggmfinalmodify
                        when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end,
                    'MINITCOND = ' || quote_literal(a.aggminitval),
                    (select format('SORTOP = OPERATOR(%I.%s)', s.nspname, o.oprname)
                        from pg_operator o join pg_namespace s on s.oid = o.oprnamespace where o.oid = a.aggsortop),
                    case when a.aggkind = 'h' then 'HYPOTHETICAL' end,
                    'PARALLEL = ' || case p.proparallel when 's' then 'SAFE' when 'r' then 'RESTRICTED' end))
        from pg_proc p join pg_aggregate a on a.aggfnoid = p.oid join pg_namespace n on n.oid = p.pronamespace
        where p.oid >= 16384",
    ),
    Source::object(
        Trigger,
        Rows("pg_trigger where not tgisinternal"),
        "select 'pg_trigger'::regclass::oid, t.oid, 0, t.tgrelid, null::text,
            pg_get_triggerdef(t.oid) || case t.tgenabled when 'O' then '' else format(
                E';\\nALTER TABLE %s %s TRIGGER %I', t.tgrelid::regclass,
                case t.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end,
                t.tgname) end
        from pg_trigger t
        where not t.tgisinternal and t.tgparentid = 0 and t.oid >= 16384",
    ),
    Source::object(
        EventTrigger,
        Rows("pg_event_trigger"),
        "select 'pg_event_trigger'::regclass::oid, t.oid, 0, 0::oid, null::text,
            format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', t.evtname, t.evtevent,
                ' WHEN TAG IN (' || (select string_agg(quote_literal(tag), ', ') from unnest(t.evttags) tag) || ')',
                t.evtfoid::regproc)
            || case t.evtenabled when 'O' then '' else format(E';\\nALTER EVENT TRIGGER %I %s', t.evtname,
                case t.evtenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end) end
        from pg_event_trigger t
        where t.oid >= 16384",
    ),
    Source::object(
        Rule,
        Rows("pg_rewrite where rulename <> '_RETURN' and oid >= 16384"),
        "select 'pg_rewrite'::regclass::oid, r.oid, 0, r.ev_class, null::text,
            rtrim(pg_get_ruledef(r.oid), ';') || case r.ev_enabled when 'O' then '' else format(
                E';\\nALTER TABLE %s %s RULE %I', r.ev_class::regclass,
                case r.ev_enabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end,
                r.rulename) end
        from pg_rewrite r
        where r.rulename <> '_RETURN' and r.oid >= 16384",
    ),
    Source::object(
        Language,
        Rows("pg_language where oid >= 16384"),
        "select 'pg_language'::regclass::oid, l.oid, 0, 0::oid, null::text,
            format('CREATE %sLANGUAGE %I HANDLER %s%s%s', case when l.lanpltrusted then 'TRUSTED ' end, l.lanname,
                l.lanplcallfoid::regproc, ' INLINE ' || nullif(l.laninline, 0)::regproc,
                ' VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc)
        from pg_language l
        where l.oid >= 16384",
    ),
];
