CREATE TYPE mood AS ENUM ('sad');
CREATE DOMAIN amount AS integer;
CREATE TABLE part (id integer PRIMARY KEY, one amount, two amount NOT NULL);
INSERT INTO part VALUES (1, 3, 3);
