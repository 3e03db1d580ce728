CREATE TYPE mood AS ENUM ('happy', 'ok');
CREATE DOMAIN feeling AS mood;
CREATE DOMAIN feelings AS feeling[];
CREATE TYPE day AS (morning mood, evening feeling, "hour by hour" mood[]);
CREATE TABLE person (
    id integer PRIMARY KEY,
    t mood,
    "m $check$ood" mood,
    many mood[],
    f feeling,
    fs feelings,
    d day,
    days day[],
    turns text
);
