CREATE DOMAIN flag AS boolean;
CREATE DOMAIN amount AS numeric;
CREATE DOMAIN content AS text;
CREATE DOMAIN size AS bigint;
CREATE TYPE part AS (flag flag, note varchar(9), amount amount);
CREATE TABLE item (id integer PRIMARY KEY, flag flag, flags flag[], amount amount, content content, size size UNIQUE, part part);
INSERT INTO item VALUES (1, true, '{t,f}', 1.6, 'a', 7, ROW(true, 'n', 2.4)), (2, NULL, NULL, NULL, NULL, NULL, NULL);
