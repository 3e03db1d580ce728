CREATE TABLE a (id bigint PRIMARY KEY, n bigint DEFAULT 6, t text DEFAULT 'x', arr bigint[] DEFAULT '{}', d numeric(12,4) CHECK (d > 0)); CREATE INDEX ON a (n) WHERE n > 3;
