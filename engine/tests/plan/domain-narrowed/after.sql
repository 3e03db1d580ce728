CREATE DOMAIN title AS varchar(20);
CREATE DOMAIN heading AS title;
CREATE DOMAIN weight AS numeric(6,1);
CREATE DOMAIN ratio AS real;
CREATE DOMAIN code AS varchar(1) CHECK (VALUE <> '');
CREATE DOMAIN codes AS code[];
CREATE TABLE book (id integer PRIMARY KEY, title title, heading heading UNIQUE, weight weight, ratio ratio, titles title[], codes codes, shelves codes[]);
