CREATE TABLE note (id bigint, body text) WITH (toast.autovacuum_enabled = false);
ALTER TABLE note ALTER COLUMN body SET STORAGE EXTERNAL;
