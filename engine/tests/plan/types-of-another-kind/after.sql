CREATE DOMAIN mood AS text CHECK (VALUE <> '');
CREATE TYPE email AS ENUM ('a@b', 'c@d');
CREATE TYPE short AS ENUM ('a', 'b');
CREATE DOMAIN part AS text;
CREATE TYPE pair AS ENUM ('one', 'two');
CREATE DOMAIN unused AS text;
CREATE TABLE person (
    id int PRIMARY KEY,
    mood mood NOT NULL DEFAULT 'ok' CHECK (mood <> 'sad'),
    moods mood[],
    email email UNIQUE,
    short short DEFAULT 'b',
    part part,
    pair pair
);
CREATE INDEX ON person (mood);
