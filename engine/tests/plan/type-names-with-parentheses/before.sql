CREATE TYPE "(a)" AS (field integer);
CREATE TYPE "b (x) c" AS (field integer);
CREATE TABLE holder (one "(a)"[], two "b (x) c"[], three varchar(20));
