CREATE TABLE port (code text NOT NULL, number bigint, CONSTRAINT port_key UNIQUE (code));
CREATE TABLE ship (id integer, port_code text REFERENCES port (code));
