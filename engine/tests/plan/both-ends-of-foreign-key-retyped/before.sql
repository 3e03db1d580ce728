CREATE TABLE part (id integer PRIMARY KEY, label text, UNIQUE (id) INCLUDE (label));
CREATE TABLE piece (part_id integer REFERENCES part (id));
INSERT INTO part VALUES (1, '5');
INSERT INTO piece VALUES (1);
