CREATE TYPE place AS (x integer, y integer);
CREATE TABLE pet (id integer PRIMARY KEY, name text, at place, age integer);
INSERT INTO pet VALUES (1, 'a', ROW(NULL, NULL), 3);
