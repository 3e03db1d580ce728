CREATE TYPE item AS (name text, count bigint);
CREATE TYPE tray AS (items item[], place text);
CREATE DOMAIN laid AS tray;
CREATE TABLE kitchen (id integer PRIMARY KEY, tray text, laid text DEFAULT 'none');
