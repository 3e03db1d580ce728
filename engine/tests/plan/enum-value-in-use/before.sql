CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine"', 'happy');
CREATE DOMAIN feeling AS mood;
CREATE DOMAIN feelings AS feeling[];
CREATE TYPE day AS (morning mood, evening feeling, "hour by hour" mood[], left_out mood);
CREATE TABLE person (
    id integer PRIMARY KEY,
    t mood,
    "m $check$ood" mood,
    many mood[],
    f feeling,
    fs feelings,
    d day,
    days day[],
    goes mood,
    turns mood
);
CREATE TABLE gone (m mood);
INSERT INTO person (id, t, "m $check$ood", many, f, fs, d, days, goes, turns)
VALUES (1, 'ok', 'ok', '{ok,happy}', 'ok', '{ok}', '(ok,ok,"{ok}",sad)', ARRAY['(ok,ok,"{ok}",sad)'::day], 'sad', 'sad');
INSERT INTO gone VALUES ('sad');
