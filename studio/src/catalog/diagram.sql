-- The tables with their keys, as JSON. A fixed number of scans of the catalog, whatever the number of tables.
WITH relations AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
    AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'keel') AND has_schema_privilege(n.oid, 'USAGE')
),
keys AS (
    SELECT f.* FROM pg_constraint f
    JOIN relations r ON r.oid = f.conrelid
    JOIN relations t ON t.oid = f.confrelid
    WHERE f.contype = 'f'
),
key_columns AS (
    SELECT DISTINCT f.conrelid, k.attnum FROM keys f CROSS JOIN LATERAL unnest(f.conkey) k(attnum)
),
indexes AS (
    SELECT i.indrelid, i.indisprimary, i.indkey::int2[] AS attnums, i.indnkeyatts, i.indkey[0] AS first
    FROM pg_index i JOIN relations r ON r.oid = i.indrelid
    WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
),
primary_columns AS (
    SELECT i.indrelid, k.attnum
    FROM indexes i CROSS JOIN LATERAL unnest(i.attnums) WITH ORDINALITY k(attnum, place)
    WHERE i.indisprimary AND k.place <= i.indnkeyatts
),
columns AS (
    SELECT a.attrelid, json_agg(json_build_object(
        'name', a.attname,
        'type', format_type(a.atttypid, a.atttypmod),
        'nullable', NOT a.attnotnull,
        'primaryKey', p.attnum IS NOT NULL,
        'foreignKey', k.attnum IS NOT NULL,
        'unique', u.first IS NOT NULL) ORDER BY a.attnum) AS columns
    FROM pg_attribute a
    JOIN relations r ON r.oid = a.attrelid
    LEFT JOIN primary_columns p ON p.indrelid = a.attrelid AND p.attnum = a.attnum
    LEFT JOIN key_columns k ON k.conrelid = a.attrelid AND k.attnum = a.attnum
    LEFT JOIN (SELECT DISTINCT indrelid, first FROM indexes WHERE indnkeyatts = 1) u
        ON u.indrelid = a.attrelid AND u.first = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
    GROUP BY a.attrelid
)
SELECT json_build_object(
    'tables', coalesce((
        SELECT json_agg(json_build_object(
            'schema', r.nspname, 'name', r.relname,
            'kind', CASE r.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned_table' WHEN 'v' THEN 'view'
                WHEN 'm' THEN 'materialized_view' ELSE 'foreign_table' END,
            'group', NULL, 'comment', d.description, 'columns', coalesce(c.columns, '[]')) ORDER BY r.nspname, r.relname)
        FROM relations r
        LEFT JOIN columns c ON c.attrelid = r.oid
        LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = r.oid AND d.objsubid = 0), '[]'),
    'foreignKeys', coalesce((
        SELECT json_agg(json_build_object(
            'name', f.conname, 'schema', r.nspname, 'table', r.relname,
            'columns', (SELECT json_agg(a.attname ORDER BY k.place)
                FROM unnest(f.conkey) WITH ORDINALITY k(attnum, place)
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum),
            'toSchema', t.nspname, 'toTable', t.relname,
            'toColumns', (SELECT json_agg(a.attname ORDER BY k.place)
                FROM unnest(f.confkey) WITH ORDINALITY k(attnum, place)
                JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.attnum),
            'optional', EXISTS (SELECT FROM pg_attribute a
                WHERE a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey) AND NOT a.attnotnull),
            'unique', EXISTS (SELECT FROM indexes i WHERE i.indrelid = f.conrelid
                AND i.attnums[0:i.indnkeyatts - 1] <@ f.conkey)) ORDER BY r.nspname, r.relname, f.conname)
        FROM keys f
        JOIN relations r ON r.oid = f.conrelid
        JOIN relations t ON t.oid = f.confrelid), '[]')
)
