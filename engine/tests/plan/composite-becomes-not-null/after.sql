CREATE TYPE place AS (x integer, y integer);
CREATE DOMAIN spot AS place;
CREATE TABLE ship (home place NOT NULL, berth spot NOT NULL, name text NOT NULL);
