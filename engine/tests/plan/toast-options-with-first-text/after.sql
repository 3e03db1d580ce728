CREATE TABLE part (id text) WITH (toast.autovacuum_enabled = false);
