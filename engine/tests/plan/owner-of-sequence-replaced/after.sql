CREATE TABLE part (id integer PRIMARY KEY, number integer GENERATED ALWAYS AS (id * 2) STORED);
CREATE SEQUENCE counter OWNED BY part.number;
