CREATE TABLE note (body text, number bigint, size integer GENERATED ALWAYS AS (length(body)) STORED)
    WITH (toast.autovacuum_enabled = false);
ALTER TABLE note ALTER COLUMN body SET STORAGE PLAIN;
