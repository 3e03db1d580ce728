CREATE DOMAIN amount AS integer;
CREATE DOMAIN label AS text;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE part (amount text, label label, mood text);
ALTER TABLE part ALTER COLUMN amount SET STORAGE PLAIN, ALTER COLUMN label SET STORAGE EXTERNAL,
    ALTER COLUMN mood SET STORAGE MAIN;
INSERT INTO part VALUES ('1', 'one', 'sad');
