CREATE TYPE mood AS ENUM ('sad');
CREATE DOMAIN seven AS integer DEFAULT 7;
CREATE DOMAIN lucky AS seven;
CREATE TABLE code (id character(5) NOT NULL, CONSTRAINT code_pkey PRIMARY KEY (id));
CREATE TABLE setting (id integer NOT NULL, active boolean NOT NULL, code text, mood mood);
INSERT INTO code VALUES ('ab');
INSERT INTO setting VALUES (1, true, 'ab   ', 'sad');
