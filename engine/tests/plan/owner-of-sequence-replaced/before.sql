CREATE TABLE part (id integer PRIMARY KEY, number integer);
CREATE SEQUENCE counter OWNED BY part.number;
