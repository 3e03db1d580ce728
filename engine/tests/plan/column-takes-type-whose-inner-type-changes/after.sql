CREATE TYPE item AS (name text, count integer);
CREATE TYPE tray AS (items item[], place text);
CREATE DOMAIN laid AS tray;
CREATE TABLE kitchen (id integer PRIMARY KEY, tray tray, laid laid DEFAULT ROW(ARRAY[ROW('cup', 1)::item], 'left')::tray);
