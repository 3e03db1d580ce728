-- The database as JSON.
SELECT json_build_object(
    'database', current_database(),
    'role', current_user,
    'server_version', current_setting('server_version'),
    'standby', pg_is_in_recovery(),
    'default_read_only', current_setting('default_transaction_read_only')::boolean,
    'may_write', has_database_privilege(current_database(), 'CREATE')
        OR EXISTS (
            SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            AND has_schema_privilege(n.oid, 'USAGE')
            AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                OR has_any_column_privilege(c.oid, 'INSERT, UPDATE')))
        -- What everybody may do says nothing of this role: before PostgreSQL 15 a role that may only read has CREATE on the
        -- schema public too. Only where there is no table to be read, the right to make one is all that there is.
        OR EXISTS (
            SELECT FROM pg_namespace n
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND has_schema_privilege(n.oid, 'CREATE')
            AND (EXISTS (
                    SELECT FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) g
                    WHERE g.privilege_type = 'CREATE' AND g.grantee <> 0 AND pg_has_role(g.grantee, 'USAGE'))
                OR NOT EXISTS (
                    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
                    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND has_schema_privilege(n.oid, 'USAGE')
                    AND (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'))))),
    'schemas', coalesce((
        SELECT json_agg(n.nspname ORDER BY n.nspname) FROM pg_namespace n
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND has_schema_privilege(n.oid, 'USAGE')), '[]'),
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
            'estimatedRows', CASE WHEN c.reltuples >= 0 AND c.relkind <> 'v' THEN c.reltuples::bigint END,
            -- What the catalog says: asking the files of each relation takes longer than all the rest.
            'bytes', CASE WHEN c.relkind IN ('r', 'm') THEN c.relpages::bigint * current_setting('block_size')::bigint END,
            'comment', d.description,
            'group', NULL,
            'readable', has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')
        ) ORDER BY n.nspname, c.relname)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND has_schema_privilege(n.oid, 'USAGE')), '[]')
)
