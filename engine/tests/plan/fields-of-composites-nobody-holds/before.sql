CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE inner_one AS (mood mood, number integer);
CREATE TYPE outer_one AS (inner_one inner_one, moods mood[], gone mood);
CREATE DOMAIN over AS outer_one;
CREATE TABLE other (id integer, kept integer);
