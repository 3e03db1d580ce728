CREATE TABLE port (code text NOT NULL, CONSTRAINT two UNIQUE (code));
CREATE TABLE town (code text NOT NULL, CONSTRAINT one UNIQUE (code));
CREATE TABLE ship (port text REFERENCES port (code), town text REFERENCES town (code));
