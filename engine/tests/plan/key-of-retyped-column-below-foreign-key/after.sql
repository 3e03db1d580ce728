CREATE TABLE port (code text NOT NULL, name text, CONSTRAINT port_key UNIQUE (code));
CREATE TABLE ship (id integer, port_code text REFERENCES port (code));
