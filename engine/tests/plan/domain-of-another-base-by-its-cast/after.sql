CREATE DOMAIN flag AS integer;
CREATE DOMAIN amount AS integer;
CREATE DOMAIN content AS bytea;
CREATE DOMAIN size AS integer;
CREATE TYPE part AS (flag flag, note varchar(5), amount amount);
CREATE TABLE item (id integer PRIMARY KEY, flag flag, flags flag[], amount amount, content content, size size UNIQUE, part part);
