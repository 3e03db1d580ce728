CREATE TABLE port (code text NOT NULL, number integer, CONSTRAINT port_key UNIQUE (code) INCLUDE (number));
CREATE TABLE ship (id integer, port_code text REFERENCES port (code));
INSERT INTO port VALUES ('a', 1);
INSERT INTO ship VALUES (1, 'a');
