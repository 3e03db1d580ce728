//! What reaches out of the database: foreign data, replication, large objects.

use evenkeel_model::object::OtherKind::{
    ForeignDataWrapper, ForeignServer, LargeObject, Publication, Subscription, UserMapping,
};

use super::Presence::Rows;
use super::Source;

pub(super) const SOURCES: &[Source] = &[
    Source::object(
        ForeignDataWrapper,
        Rows("pg_foreign_data_wrapper"),
        "select 'pg_foreign_data_wrapper'::regclass::oid, w.oid, 0, 0::oid, null::text,
            format('CREATE FOREIGN DATA WRAPPER %I%s%s%s', w.fdwname,
                ' HANDLER ' || nullif(w.fdwhandler, 0)::regproc, ' VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc,
                ' OPTIONS (' || (
                    select string_agg(format('%I %L', option_name, option_value), ', ')
                    from pg_options_to_table(w.fdwoptions)) || ')')
        from pg_foreign_data_wrapper w
        where w.oid >= 16384",
    ),
    Source::object(
        ForeignServer,
        Rows("pg_foreign_server"),
        "select 'pg_foreign_server'::regclass::oid, s.oid, 0, 0::oid, null::text,
            format('CREATE SERVER %I%s%s FOREIGN DATA WRAPPER %I%s', s.srvname, ' TYPE ' || quote_literal(s.srvtype),
                ' VERSION ' || quote_literal(s.srvversion), w.fdwname,
                ' OPTIONS (' || (
                    select string_agg(format('%I %L', option_name, option_value), ', ')
                    from pg_options_to_table(s.srvoptions)) || ')')
        from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = s.srvfdw
        where s.oid >= 16384",
    ),
    // Its options hold passwords, which are never written down.
    Source::object(
        UserMapping,
        Rows("pg_user_mappings"),
        "select 'pg_user_mapping'::regclass::oid, m.umid, 0, 0::oid, null::text, null::text from pg_user_mappings m",
    ),
    Source::object(
        Publication,
        Rows("pg_publication"),
        "select 'pg_publication'::regclass::oid, p.oid, 0, 0::oid, null::text,
            format('CREATE PUBLICATION %I%s WITH (publish = %L, publish_via_partition_root = %s)', p.pubname,
                case when p.puballtables then ' FOR ALL TABLES' end,
                concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
                    case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
                p.pubviaroot::text)
            || coalesce((
                select string_agg(format(E';\\nALTER PUBLICATION %I ADD TABLE ONLY %s', p.pubname, r.prrelid::regclass),
                    '' order by r.prrelid::regclass::text)
                from pg_publication_rel r where r.prpubid = p.oid), '')
        from pg_publication p",
    )
    .until(14),
    Source::object(
        Publication,
        Rows("pg_publication"),
        "select 'pg_publication'::regclass::oid, p.oid, 0, 0::oid, null::text,
            format('CREATE PUBLICATION %I%s WITH (publish = %L, publish_via_partition_root = %s%s)', p.pubname,
                case when p.puballtables then ' FOR ALL TABLES' end,
                concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
                    case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
                p.pubviaroot::text,
                case when to_jsonb(p) ->> 'pubgencols' = 's' then ', publish_generated_columns = stored' end)
            || coalesce((
                select string_agg(format(E';\\nALTER PUBLICATION %I ADD TABLES IN SCHEMA %I', p.pubname, n.nspname), ''
                    order by n.nspname)
                from pg_publication_namespace s join pg_namespace n on n.oid = s.pnnspid where s.pnpubid = p.oid), '')
            || coalesce((
                select string_agg(format(E';\\nALTER PUBLICATION %I ADD TABLE ONLY %s%s%s', p.pubname,
                    r.prrelid::regclass,
                    ' (' || (
                        select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
                        where a.attrelid = r.prrelid and a.attnum = any(r.prattrs::int2[])) || ')',
                    ' WHERE ' || pg_get_expr(r.prqual, r.prrelid)), '' order by r.prrelid::regclass::text)
                from pg_publication_rel r where r.prpubid = p.oid), '')
        from pg_publication p",
    )
    .since(15),
    // The connection string holds a password, and only a superuser can read it.
    Source::object(
        Subscription,
        Rows("pg_subscription"),
        "select 'pg_subscription'::regclass::oid, s.oid, 0, 0::oid, null::text, null::text
        from pg_subscription s join pg_database d on d.oid = s.subdbid
        where d.datname = current_database()",
    ),
    // Large objects are rows rather than objects of a schema: that there are any is all there is to say.
    Source::attribute(
        LargeObject,
        Rows("pg_largeobject_metadata"),
        "(select 'pg_largeobject'::regclass::oid, m.oid, 0, 0::oid, 'all of them', null::text
        from pg_largeobject_metadata m
        order by m.oid
        limit 1)",
    ),
];
