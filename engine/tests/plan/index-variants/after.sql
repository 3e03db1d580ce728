-- PostgreSQL 15
CREATE TABLE a (id int, t text, j jsonb); CREATE INDEX i ON a (t text_pattern_ops DESC); CREATE INDEX j ON a USING gin (j jsonb_path_ops); CREATE UNIQUE INDEX u ON a (id) NULLS NOT DISTINCT WHERE id > 0; CREATE INDEX w ON a (id) WITH (fillfactor=80); COMMENT ON INDEX w IS 'x'; CREATE INDEX "New One" ON a (lower(t) COLLATE "C", id NULLS FIRST); COMMENT ON INDEX "New One" IS 'y';
