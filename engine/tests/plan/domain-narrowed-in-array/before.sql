CREATE DOMAIN title AS text;
CREATE DOMAIN heading AS title;
CREATE TABLE book (id integer PRIMARY KEY, title title[]);
INSERT INTO book VALUES (1, ARRAY[repeat('x', 20)]::title[]), (2, NULL);
