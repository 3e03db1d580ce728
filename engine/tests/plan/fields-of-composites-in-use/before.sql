CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE size AS (wide integer, unit text);
CREATE TYPE entry AS (day date, mood mood, size size, gone text, amount numeric(10,2), note text);
COMMENT ON COLUMN entry.day IS 'When it was.';
CREATE DOMAIN filled AS entry CHECK ((VALUE).note IS DISTINCT FROM 'no');
CREATE TABLE diary (
    id integer PRIMARY KEY,
    entry entry,
    entries entry[] DEFAULT '{}',
    filled filled,
    size size DEFAULT ROW(1, 'm')::size,
    CHECK ((entry).mood IS DISTINCT FROM 'sad')
);
CREATE INDEX diary_day ON diary (((entry).day));
INSERT INTO diary VALUES
    (1, ROW('2026-11-26', 'ok', ROW(3, 'cm'), 'x', 12.34, 'a, "b" (c)'), ARRAY[ROW('2026-11-25', 'happy', NULL, 'y', 1, NULL)::entry], ROW('2026-11-24', NULL, NULL, NULL, NULL, NULL), ROW(NULL, NULL)),
    (2, ROW(NULL, NULL, NULL, NULL, NULL, NULL), NULL, NULL, NULL),
    (3, NULL, '{}', NULL, ROW(7, ''));
