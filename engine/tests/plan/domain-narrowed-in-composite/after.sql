CREATE DOMAIN title AS varchar(20);
CREATE TYPE entry AS (title title, note varchar(3), marks bit varying(2)[], at timestamptz, flag boolean, titles title[]);
CREATE TYPE page AS (entry entry, entries entry[]);
CREATE TABLE book (id integer PRIMARY KEY, entry entry, page page, entries entry[]);
