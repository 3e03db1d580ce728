-- PostgreSQL 18
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE stay (rooms int4range NOT NULL, during tsrange NOT NULL, mood mood, CONSTRAINT stay_pkey PRIMARY KEY (rooms, during WITHOUT OVERLAPS));
