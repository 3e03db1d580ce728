CREATE TABLE note (id text, body integer) WITH (fillfactor = 70, toast.autovacuum_enabled = false);
ALTER TABLE note ALTER COLUMN id SET STORAGE PLAIN;
