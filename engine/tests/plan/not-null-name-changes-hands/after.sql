-- PostgreSQL 18
CREATE TABLE a (n integer NOT NULL, m integer NOT NULL DEFAULT 1);
