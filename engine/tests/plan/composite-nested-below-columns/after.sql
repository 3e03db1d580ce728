CREATE TYPE size AS (wide bigint, unit text);
CREATE DOMAIN fitted AS size CHECK ((VALUE).wide IS DISTINCT FROM 0);
CREATE TYPE carton AS (size size, name text);
CREATE TYPE pile AS (sizes size[], fitted fitted);
CREATE TYPE shelf AS (carton carton, pile pile);
CREATE TYPE unheld AS (size size);
CREATE TABLE room (id integer PRIMARY KEY, carton carton NOT NULL, cartons carton[], pile pile, shelf shelf);
CREATE INDEX room_wide ON room (((((shelf).carton).size).wide));
