CREATE EXTENSION citext;
CREATE TABLE account (id integer PRIMARY KEY, email citext NOT NULL, nickname citext, active integer NOT NULL DEFAULT 1);
