CREATE DOMAIN amount AS integer;
CREATE DOMAIN price AS amount;
CREATE DOMAIN word AS text COLLATE "C";
CREATE TABLE part (id integer PRIMARY KEY, one amount, value price, name word, t amount);
INSERT INTO part VALUES (1, 3, NULL, 'b', 1);
