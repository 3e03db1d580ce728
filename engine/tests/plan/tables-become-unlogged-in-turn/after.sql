CREATE UNLOGGED TABLE a (id integer PRIMARY KEY);
CREATE UNLOGGED TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
CREATE TABLE stays (id integer PRIMARY KEY, kept integer);
