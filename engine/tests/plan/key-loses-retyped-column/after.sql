CREATE TABLE part (id integer NOT NULL, number text, PRIMARY KEY (id));
CREATE INDEX part_number ON part (number);
