CREATE TABLE part (id integer, other integer);
CREATE SEQUENCE leaves OWNED BY part.id;
CREATE SEQUENCE stays OWNED BY part.id;
CREATE SEQUENCE comes;
INSERT INTO part VALUES (1, 2);
