-- One relation as JSON: $1 its schema, $2 its name, $3 whether all is wanted or what reading rows needs.
SELECT json_build_object(
    'schema', n.nspname,
    'name', c.relname,
    'kind', CASE
        WHEN c.relispartition AND c.relkind IN ('r', 'f') THEN 'partition'
        WHEN c.relkind = 'r' THEN 'table'
        WHEN c.relkind = 'p' THEN 'partitioned_table'
        WHEN c.relkind = 'v' THEN 'view'
        WHEN c.relkind = 'm' THEN 'materialized_view'
        ELSE 'foreign_table' END,
    'comment', obj_description(c.oid, 'pg_class'),
    'estimated_rows', CASE WHEN c.reltuples >= 0 AND c.relkind <> 'v' THEN c.reltuples::bigint END,
    'definition', CASE WHEN $3::boolean AND c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
    'standby', pg_is_in_recovery(),
    'default_read_only', current_setting('default_transaction_read_only')::boolean,
    'can_read', has_table_privilege(c.oid, 'SELECT'),
    'can_insert', has_table_privilege(c.oid, 'INSERT') OR has_any_column_privilege(c.oid, 'INSERT'),
    'can_update', has_table_privilege(c.oid, 'UPDATE') OR has_any_column_privilege(c.oid, 'UPDATE'),
    'can_delete', has_table_privilege(c.oid, 'DELETE'),
    'primary_key', coalesce((
        SELECT json_agg(a.attname ORDER BY k.place)
        FROM pg_index i
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
        WHERE i.indrelid = c.oid AND i.indisprimary AND k.place <= i.indnkeyatts), '[]'),
    'columns', coalesce((
        SELECT json_agg(json_build_object(
            'name', a.attname,
            'type_name', format_type(a.atttypid, a.atttypmod),
            'kind', CASE
                WHEN b.typcategory = 'A' THEN 'array'
                WHEN b.typtype = 'e' THEN 'enum'
                WHEN b.typcategory = 'N' THEN 'number'
                WHEN b.typcategory = 'B' THEN 'boolean'
                WHEN b.oid IN ('json'::regtype, 'jsonb'::regtype) THEN 'json'
                WHEN b.oid = 'bytea'::regtype THEN 'bytes'
                WHEN b.oid = 'uuid'::regtype THEN 'uuid'
                WHEN b.typcategory IN ('D', 'T') THEN 'time'
                WHEN b.typcategory = 'S' THEN 'text'
                ELSE 'other' END,
            'fixed', b.typlen > 0,
            'textual', b.oid IN ('text'::regtype, 'varchar'::regtype),
            'nullable', NOT (a.attnotnull OR t.typnotnull),
            'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
            'generated', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END,
            'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by_default' END,
            'comment', CASE WHEN $3::boolean THEN col_description(c.oid, a.attnum) END,
            'labels', CASE WHEN b.typtype = 'e' THEN
                (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = b.oid) END,
            'orderable', o.has_order,
            'comparable', o.has_order OR EXISTS (
                SELECT FROM pg_opclass h JOIN pg_am m ON m.oid = h.opcmethod
                WHERE m.amname = 'hash' AND h.opcdefault AND h.opcintype = b.oid),
            'indexed', EXISTS (
                SELECT FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
                WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indisvalid AND i.indpred IS NULL
                AND m.amname = 'btree'),
            'readable', has_column_privilege(c.oid, a.attnum, 'SELECT'),
            'updatable', a.attgenerated = '' AND has_column_privilege(c.oid, a.attnum, 'UPDATE')
        ) ORDER BY a.attnum)
        FROM pg_attribute a
        JOIN pg_type t ON t.oid = a.atttypid
        -- A domain is as the type that it restricts.
        CROSS JOIN LATERAL (
            WITH RECURSIVE down AS (
                SELECT t.oid, t.typbasetype
                UNION ALL
                SELECT p.oid, p.typbasetype FROM down JOIN pg_type p ON p.oid = down.typbasetype)
            SELECT p.* FROM down JOIN pg_type p ON p.oid = down.oid WHERE down.typbasetype = 0) b
        CROSS JOIN LATERAL (SELECT b.typtype IN ('e', 'r', 'm') OR b.typcategory = 'A' OR EXISTS (
            SELECT FROM pg_opclass h JOIN pg_am m ON m.oid = h.opcmethod
            WHERE m.amname = 'btree' AND h.opcdefault AND (h.opcintype = b.oid OR EXISTS (
                SELECT FROM pg_cast s WHERE s.castsource = b.oid AND s.casttarget = h.opcintype
                AND s.castmethod = 'b' AND s.castcontext = 'i'))) AS has_order) o
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
    'uniques', coalesce((
        SELECT json_agg(json_build_object('name', x.relname, 'columns', (
            SELECT json_agg(a.attname ORDER BY k.place)
            FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
            WHERE k.place <= i.indnkeyatts)) ORDER BY x.relname)
        FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
        WHERE $3::boolean AND i.indrelid = c.oid AND i.indisunique AND NOT i.indisprimary AND i.indpred IS NULL
        AND i.indexprs IS NULL AND i.indisvalid), '[]'),
    'indexes', coalesce((
        SELECT json_agg(json_build_object('name', x.relname, 'definition', pg_get_indexdef(i.indexrelid),
            'unique', i.indisunique, 'valid', i.indisvalid) ORDER BY x.relname)
        FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
        WHERE $3::boolean AND i.indrelid = c.oid), '[]'),
    'foreign_keys', coalesce((
        SELECT json_agg(json_build_object('name', f.conname,
            'columns', (SELECT json_agg(a.attname ORDER BY k.place)
                FROM unnest(f.conkey) WITH ORDINALITY k(attnum, place)
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum),
            'toSchema', rn.nspname, 'toTable', r.relname,
            'toColumns', (SELECT json_agg(a.attname ORDER BY k.place)
                FROM unnest(f.confkey) WITH ORDINALITY k(attnum, place)
                JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.attnum),
            'onDelete', CASE f.confdeltype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
                WHEN 'n' THEN 'set null' ELSE 'set default' END,
            'onUpdate', CASE f.confupdtype WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
                WHEN 'n' THEN 'set null' ELSE 'set default' END) ORDER BY f.conname)
        FROM pg_constraint f JOIN pg_class r ON r.oid = f.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
        WHERE $3::boolean AND f.contype = 'f' AND f.conrelid = c.oid AND NOT r.relispartition), '[]'),
    'referenced_by', coalesce((
        SELECT json_agg(json_build_object('name', f.conname, 'schema', rn.nspname, 'table', r.relname,
            'columns', (SELECT json_agg(a.attname ORDER BY k.place)
                FROM unnest(f.conkey) WITH ORDINALITY k(attnum, place)
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum),
            'toColumns', (SELECT json_agg(a.attname ORDER BY k.place)
                FROM unnest(f.confkey) WITH ORDINALITY k(attnum, place)
                JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.attnum))
            ORDER BY rn.nspname, r.relname, f.conname)
        FROM pg_constraint f JOIN pg_class r ON r.oid = f.conrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
        WHERE $3::boolean AND f.contype = 'f' AND f.confrelid = c.oid AND NOT r.relispartition), '[]')
)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
