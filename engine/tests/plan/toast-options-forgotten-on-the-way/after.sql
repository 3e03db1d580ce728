CREATE TABLE b (code integer, size text GENERATED ALWAYS AS (code::text || 'x') STORED)
    WITH (toast.autovacuum_enabled = false);
