//! Text search, and statistics over several columns.

use evenkeel_model::object::OtherKind::{
    Statistics, TextSearchConfiguration, TextSearchDictionary, TextSearchParser, TextSearchTemplate,
};

use super::Presence::Rows;
use super::Source;

pub(super) const SOURCES: &[Source] = &[
    Source::object(
        Statistics, Rows("pg_statistic_ext"),
        "select 'pg_statistic_ext'::regclass::oid, s.oid, 0, s.stxrelid, null::text,
            pg_get_statisticsobjdef(s.oid) || coalesce(format(E';\\nALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname,
                s.stxname, nullif(s.stxstattarget, -1)), '')
        from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
        where s.stxstattarget is not null and s.stxstattarget <> -1
        union all
        select 'pg_statistic_ext'::regclass::oid, s.oid, 0, s.stxrelid, null::text, pg_get_statisticsobjdef(s.oid)
        from pg_statistic_ext s
        where coalesce(s.stxstattarget, -1) = -1",
    ),
    Source::object(
        TextSearchConfiguration, Rows("pg_ts_config where oid >= 16384"),
        "select 'pg_ts_config'::regclass::oid, c.oid, 0, 0::oid, null::text,
            format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname, s.nspname, p.prsname)
            || coalesce((
                select string_agg(format(E';\\nALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s',
                    n.nspname, c.cfgname, k.alias, k.dictionaries), '' order by k.alias)
                from (
                    select t.alias, string_agg(m.mapdict::regdictionary::text, ', ' order by m.mapseqno) as dictionaries
                    from pg_ts_config_map m join ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype
                    where m.mapcfg = c.oid
                    group by t.alias) k), '')
        from pg_ts_config c
            join pg_namespace n on n.oid = c.cfgnamespace
            join pg_ts_parser p on p.oid = c.cfgparser
            join pg_namespace s on s.oid = p.prsnamespace
        where c.oid >= 16384",
    ),
    Source::object(
        TextSearchDictionary, Rows("pg_ts_dict where oid >= 16384"),
        "select 'pg_ts_dict'::regclass::oid, d.oid, 0, 0::oid, null::text,
            format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I%s)', n.nspname, d.dictname, s.nspname,
                t.tmplname, ', ' || d.dictinitoption)
        from pg_ts_dict d
            join pg_namespace n on n.oid = d.dictnamespace
            join pg_ts_template t on t.oid = d.dicttemplate
            join pg_namespace s on s.oid = t.tmplnamespace
        where d.oid >= 16384",
    ),
    Source::object(
        TextSearchParser, Rows("pg_ts_parser where oid >= 16384"),
        "select 'pg_ts_parser'::regclass::oid, p.oid, 0, 0::oid, null::text,
            format('CREATE TEXT SEARCH PARSER %I.%I (START = %s, GETTOKEN = %s, END = %s, LEXTYPES = %s%s)', n.nspname,
                p.prsname, p.prsstart, p.prstoken, p.prsend, p.prslextype,
                ', HEADLINE = ' || nullif(p.prsheadline, 0)::regproc)
        from pg_ts_parser p join pg_namespace n on n.oid = p.prsnamespace
        where p.oid >= 16384",
    ),
    Source::object(
        TextSearchTemplate, Rows("pg_ts_template where oid >= 16384"),
        "select 'pg_ts_template'::regclass::oid, t.oid, 0, 0::oid, null::text,
            format('CREATE TEXT SEARCH TEMPLATE %I.%I (LEXIZE = %s%s)', n.nspname, t.tmplname, t.tmpllexize,
                ', INIT = ' || nullif(t.tmplinit, 0)::regproc)
        from pg_ts_template t join pg_namespace n on n.oid = t.tmplnamespace
        where t.oid >= 16384",
    ),
];
