CREATE TABLE note (id integer, body text) WITH (toast.autovacuum_enabled = false);
