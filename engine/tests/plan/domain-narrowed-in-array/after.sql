CREATE DOMAIN title AS varchar(20);
CREATE DOMAIN heading AS title;
CREATE TABLE book (id integer PRIMARY KEY, title title[]);
