CREATE TABLE note (id text, body integer) WITH (toast.autovacuum_enabled = false);
ALTER TABLE note ALTER COLUMN id SET STORAGE PLAIN;
