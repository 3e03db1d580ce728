CREATE TYPE mood AS ENUM ('sad');
CREATE DOMAIN moods AS mood[];
CREATE TABLE person (now mood[], before moods);
