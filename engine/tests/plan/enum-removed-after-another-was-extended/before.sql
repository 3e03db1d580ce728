CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE size AS ENUM ('small');
CREATE TABLE person (id integer PRIMARY KEY, mood mood NOT NULL, size size NOT NULL);
INSERT INTO person VALUES (1, 'ok', 'small');
