CREATE DOMAIN amount AS integer;
CREATE TABLE part (id integer PRIMARY KEY, amounts amount[], one amount);
INSERT INTO part VALUES (1, '{1,2}', 3);
