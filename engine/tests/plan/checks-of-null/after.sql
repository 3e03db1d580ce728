CREATE TYPE place AS (x integer, y integer);
CREATE TABLE pet (id integer PRIMARY KEY, name text NOT NULL, at place NOT NULL, age bigint NOT NULL);
