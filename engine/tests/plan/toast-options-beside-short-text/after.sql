CREATE TABLE note (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    label text NOT NULL GENERATED ALWAYS AS (id::text || 'x') STORED
) WITH (toast.autovacuum_enabled = false);
