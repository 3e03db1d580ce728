CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE stay (rooms int4range NOT NULL, during tsrange NOT NULL, mood mood);
INSERT INTO stay VALUES ('[1,3)', '[2020-01-01,2020-01-03)', 'sad'), ('[1,3)', '[2020-01-03,2020-01-04)', 'sad'), ('[1,4)', '[2020-01-01,2020-01-03)', 'sad');
