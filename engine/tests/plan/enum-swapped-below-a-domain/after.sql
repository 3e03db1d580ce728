CREATE TYPE mood AS ENUM ('ok');
CREATE DOMAIN moods AS mood[];
CREATE TABLE person (now moods, before mood[]);
