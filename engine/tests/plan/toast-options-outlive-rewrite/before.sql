CREATE TABLE note (body text, number integer) WITH (toast.autovacuum_enabled = false);
ALTER TABLE note ALTER COLUMN body SET STORAGE PLAIN;
