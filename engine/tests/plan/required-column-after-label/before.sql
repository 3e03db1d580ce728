CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE person (id integer PRIMARY KEY, mood mood);
