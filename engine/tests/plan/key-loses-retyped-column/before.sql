CREATE TABLE part (id integer NOT NULL, number integer NOT NULL, PRIMARY KEY (id, number));
CREATE INDEX part_number ON part (number, id);
INSERT INTO part VALUES (1, 2);
