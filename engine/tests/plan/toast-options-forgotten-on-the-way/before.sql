CREATE TABLE b (code character varying, size integer GENERATED ALWAYS AS (length(code)) STORED)
    WITH (toast.autovacuum_enabled = false);
ALTER TABLE b ALTER COLUMN code SET STORAGE EXTERNAL;
