-- What can stand in a query, as JSON.
SELECT json_build_object(
    'schemas', coalesce((
        SELECT json_agg(n.nspname ORDER BY n.nspname) FROM pg_namespace n
        WHERE n.nspname !~ '^pg_(toast|temp)' AND has_schema_privilege(n.oid, 'USAGE')), '[]'),
    'searchPath', to_json(current_schemas(false)),
    'relations', coalesce((
        SELECT json_agg(json_build_object(
            'schema', n.nspname,
            'name', c.relname,
            'kind', CASE
                WHEN c.relispartition AND c.relkind IN ('r', 'f') THEN 'partition'
                WHEN c.relkind = 'r' THEN 'table'
                WHEN c.relkind = 'p' THEN 'partitioned_table'
                WHEN c.relkind = 'v' THEN 'view'
                WHEN c.relkind = 'm' THEN 'materialized_view'
                ELSE 'foreign_table' END,
            'columns', coalesce(a.columns, '[]')) ORDER BY n.nspname, c.relname)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN (
            SELECT a.attrelid, json_agg(json_build_object(
                'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum) AS columns
            FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped GROUP BY a.attrelid) a ON a.attrelid = c.oid
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND has_schema_privilege(n.oid, 'USAGE')), '[]'),
    -- Of the system's own functions those that people write: no operators' and types' insides.
    'functions', coalesce((
        SELECT json_agg(f ORDER BY f->>'schema', f->>'name', f->>'arguments') FROM (
            SELECT json_build_object('schema', n.nspname, 'name', p.proname,
                'arguments', pg_get_function_arguments(p.oid), 'returns', coalesce(pg_get_function_result(p.oid), '')) AS f
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname NOT IN ('information_schema', 'pg_toast') AND has_schema_privilege(n.oid, 'USAGE')
            AND NOT EXISTS (SELECT FROM pg_operator o WHERE o.oprcode = p.oid AND n.nspname = 'pg_catalog')
            AND NOT EXISTS (SELECT FROM unnest(p.proargtypes::oid[]) t(oid) WHERE t.oid IN ('internal'::regtype, 'cstring'::regtype))
            AND p.prorettype NOT IN ('internal'::regtype, 'cstring'::regtype, 'trigger'::regtype)) functions), '[]'),
    'types', coalesce((
        SELECT json_agg(DISTINCT format_type(t.oid, NULL) ORDER BY format_type(t.oid, NULL))
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE t.typtype IN ('b', 'd', 'e', 'r', 'm') AND t.typcategory <> 'A' AND n.nspname !~ '^pg_toast'
        AND n.nspname <> 'information_schema'), '[]'),
    'keywords', (SELECT json_agg(k.word ORDER BY k.word) FROM pg_get_keywords() k)
)
