CREATE TABLE a (id int, x int, y int, z int, PRIMARY KEY (y), CONSTRAINT k UNIQUE (y, z)); CREATE INDEX i ON a (z);
