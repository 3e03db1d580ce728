CREATE TABLE a (id int, x int, y int, PRIMARY KEY (id), CONSTRAINT k UNIQUE (x)); CREATE INDEX i ON a (x);
