CREATE DOMAIN title AS text;
CREATE DOMAIN heading AS title;
CREATE DOMAIN weight AS numeric(6,3);
CREATE DOMAIN ratio AS double precision;
CREATE DOMAIN code AS text CHECK (VALUE <> '');
CREATE DOMAIN codes AS code[];
CREATE TABLE book (id integer PRIMARY KEY, title title, heading heading UNIQUE, weight weight, ratio ratio, titles title[], codes codes, shelves codes[]);
INSERT INTO book VALUES
    (1, repeat('x', 20), repeat('y', 20), 1.2, 0.5, ARRAY['a', repeat('x', 20)]::title[], '{a,b}', '{"{a,b}",NULL}'),
    (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
