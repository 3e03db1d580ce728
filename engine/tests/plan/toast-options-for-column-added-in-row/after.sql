CREATE TABLE note (
    id double precision NOT NULL,
    seen boolean GENERATED ALWAYS AS (id IS NULL) STORED,
    body text DEFAULT '3'
) WITH (toast.autovacuum_enabled = false);
ALTER TABLE note ALTER COLUMN body SET STORAGE PLAIN;
