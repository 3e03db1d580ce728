-- PostgreSQL 18
CREATE TABLE a (n integer NOT NULL, size integer GENERATED ALWAYS AS (n * 2) VIRTUAL NOT NULL, rest text);
CREATE TABLE b (n integer, size integer GENERATED ALWAYS AS (n * 2) VIRTUAL, tall integer GENERATED ALWAYS AS (n + 1) VIRTUAL);
CREATE TABLE c (n integer, size integer GENERATED ALWAYS AS (n * 2) VIRTUAL);
INSERT INTO a VALUES (3, DEFAULT, 'a'), (4, DEFAULT, 'b');
INSERT INTO b VALUES (3), (NULL);
INSERT INTO c VALUES (5);
