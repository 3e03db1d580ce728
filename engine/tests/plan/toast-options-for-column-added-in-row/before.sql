CREATE TABLE note (id integer NOT NULL, seen integer);
