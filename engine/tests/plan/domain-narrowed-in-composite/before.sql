CREATE DOMAIN title AS text;
CREATE TYPE entry AS (title title, note text, marks bit varying(8)[], at timestamptz, flag boolean, titles title[]);
CREATE TYPE page AS (entry entry, entries entry[]);
CREATE TABLE book (id integer PRIMARY KEY, entry entry, page page, entries entry[]);
INSERT INTO book VALUES
    (1, ROW('"a", (b)', 'n', '{1,10}', '2026-11-26 12:00:00+00', true, '{a,"b c"}'), ROW(ROW('c', NULL, NULL, NULL, false, NULL), ARRAY[ROW('d', 'o', NULL, NULL, NULL, '{e}')::entry]),
        ARRAY[ROW(repeat('x', 20), NULL, NULL, NULL, NULL, NULL)::entry]),
    (2, NULL, ROW(NULL, NULL), NULL);
