-- PostgreSQL 18
CREATE TABLE a (n integer NOT NULL, size integer NOT NULL, rest text);
CREATE TABLE b (n integer, size integer DEFAULT 7, tall bigint DEFAULT 1);
COMMENT ON COLUMN b.size IS 'How large';
CREATE TABLE c (size integer);
