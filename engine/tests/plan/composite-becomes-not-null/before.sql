CREATE TYPE place AS (x integer, y integer);
CREATE DOMAIN spot AS place;
CREATE TABLE ship (home place, berth spot, name text);
INSERT INTO ship VALUES (ROW(NULL, NULL), ROW(NULL, NULL), 'Argo');
