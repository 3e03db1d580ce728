CREATE DOMAIN amount AS integer;
CREATE DOMAIN weight AS integer CONSTRAINT positive CHECK (VALUE > 0);
ALTER DOMAIN weight ADD CONSTRAINT small CHECK (VALUE < 100) NOT VALID;
CREATE TABLE part (id integer PRIMARY KEY, one amount, other weight);
INSERT INTO part VALUES (1, 2, 3);
