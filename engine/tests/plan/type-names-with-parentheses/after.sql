CREATE TYPE "(a)" AS (field integer);
CREATE TYPE "b (x) c" AS (field integer);
CREATE TABLE holder (one text[], two text[], three varchar(30));
