CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%') CHECK (length(VALUE) < 99);
CREATE DOMAIN short AS text;
CREATE TYPE part AS (code text, size int);
CREATE TYPE pair AS (one int, two int);
CREATE TYPE unused AS ENUM ('a');
CREATE TABLE person (
    id int PRIMARY KEY,
    mood mood NOT NULL DEFAULT 'ok' CHECK (mood <> 'sad'),
    moods mood[],
    email email UNIQUE,
    short short DEFAULT 'a',
    part part,
    pair pair
);
CREATE INDEX ON person (mood);
INSERT INTO person VALUES (1, 'ok', '{sad,ok}', 'a@b', 'a', NULL, NULL);
