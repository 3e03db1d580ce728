CREATE TYPE mood AS ENUM ('happy', 'ok', 'sad');
CREATE TYPE size AS (wide bigint, unit text COLLATE "C");
CREATE TYPE entry AS (day timestamp without time zone, mood mood, size size, amount numeric(14,4), note varchar(20), come mood[]);
COMMENT ON COLUMN entry.day IS 'When it was.';
COMMENT ON TYPE entry IS 'A day.';
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
