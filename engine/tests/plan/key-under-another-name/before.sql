CREATE TABLE part (a integer NOT NULL, b integer NOT NULL, c integer NOT NULL, d integer, CONSTRAINT one PRIMARY KEY (a), CONSTRAINT two UNIQUE (b), CONSTRAINT three UNIQUE (d));
CREATE TABLE moved (id integer PRIMARY KEY, number integer NOT NULL);
INSERT INTO part VALUES (1, 2, 3, 4);
