CREATE DOMAIN amount AS integer NOT NULL CHECK (VALUE > 0);
CREATE TABLE part (id integer PRIMARY KEY, one amount);
