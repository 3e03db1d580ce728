CREATE TABLE a (id integer PRIMARY KEY, note text, number bigint, unchecked text);
INSERT INTO a VALUES (1, 'x', 5, 'y');
