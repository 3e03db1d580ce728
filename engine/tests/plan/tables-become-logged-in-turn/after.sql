CREATE UNLOGGED TABLE stays (id integer PRIMARY KEY);
CREATE TABLE a (id integer PRIMARY KEY, up integer REFERENCES a);
CREATE TABLE c (id integer PRIMARY KEY);
ALTER TABLE a ADD COLUMN c integer REFERENCES c;
CREATE TABLE b (id integer PRIMARY KEY, kept integer, c integer REFERENCES c);
CREATE TABLE circle_1 (id integer PRIMARY KEY, next integer);
CREATE TABLE circle_2 (id integer PRIMARY KEY, next integer REFERENCES circle_1);
ALTER TABLE circle_1 ADD FOREIGN KEY (next) REFERENCES circle_2;
CREATE TABLE aims_at_gone (id integer PRIMARY KEY, gone integer);
