CREATE TYPE mood AS ENUM ('ok');
CREATE TYPE inner_one AS (mood mood, number text);
CREATE TYPE outer_one AS (inner_one inner_one, moods mood[]);
CREATE DOMAIN over AS outer_one;
CREATE TABLE other (id integer, kept integer, over over, one inner_one[]);
