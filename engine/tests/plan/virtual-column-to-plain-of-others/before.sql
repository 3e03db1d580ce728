-- PostgreSQL 18
CREATE TABLE a (n integer, label text GENERATED ALWAYS AS (n || 'x') VIRTUAL);
CREATE TABLE b (n integer, twice integer GENERATED ALWAYS AS (n * 2) VIRTUAL);
