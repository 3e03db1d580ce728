-- PostgreSQL 18
CREATE TABLE a (n integer, size integer GENERATED ALWAYS AS (n * 2) VIRTUAL, CONSTRAINT low CHECK (size > 1));
CREATE TABLE b (n integer, m integer, size integer GENERATED ALWAYS AS (n * 2) VIRTUAL);
CREATE TABLE c (n integer, size integer GENERATED ALWAYS AS (n * 2) VIRTUAL);
