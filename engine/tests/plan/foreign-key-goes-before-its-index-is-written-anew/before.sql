CREATE TABLE port (code integer NOT NULL, name bigint);
CREATE UNIQUE INDEX port_code ON port (code) INCLUDE (name);
CREATE TABLE ship (id integer, port_code integer REFERENCES port (code));
