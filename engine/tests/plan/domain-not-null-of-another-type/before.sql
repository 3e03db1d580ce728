CREATE DOMAIN amount AS integer NOT NULL;
CREATE TABLE part (amount amount);
INSERT INTO part VALUES (1);
