CREATE DOMAIN amount AS integer;
CREATE TABLE part (id integer PRIMARY KEY, one amount);
INSERT INTO part VALUES (1, 3);
