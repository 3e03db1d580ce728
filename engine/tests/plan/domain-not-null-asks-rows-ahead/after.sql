CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN amount AS integer NOT NULL;
CREATE TABLE part (id integer PRIMARY KEY, one amount, two amount NOT NULL);
