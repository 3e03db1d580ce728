CREATE TABLE port (code integer NOT NULL, name text);
CREATE UNIQUE INDEX port_code ON port (code) INCLUDE (name);
CREATE TABLE ship (id integer);
