CREATE EXTENSION citext;
CREATE TABLE account (id integer PRIMARY KEY, email text NOT NULL, nickname varchar(20), active boolean NOT NULL DEFAULT true);
