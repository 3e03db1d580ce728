CREATE TYPE mood AS ENUM ('ok');
CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE person (id integer PRIMARY KEY, mood mood NOT NULL, size size NOT NULL);
