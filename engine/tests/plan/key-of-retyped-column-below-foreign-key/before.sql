CREATE TABLE port (code varchar(10) NOT NULL, name text, CONSTRAINT port_key UNIQUE (code) INCLUDE (name));
CREATE TABLE ship (id integer, port_code varchar(10) REFERENCES port (code));
INSERT INTO port VALUES ('a', 'A');
INSERT INTO ship VALUES (1, 'a');
