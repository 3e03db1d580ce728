CREATE DOMAIN title AS text;
CREATE DOMAIN heading AS title;
CREATE TABLE book (id integer PRIMARY KEY, title heading);
INSERT INTO book VALUES (1, repeat('x', 20)), (2, NULL);
