CREATE SCHEMA old;
CREATE DOMAIN amount AS integer;
COMMENT ON DOMAIN amount IS 'how many';
CREATE TYPE mood AS ENUM ('sad');
CREATE TYPE old.entry AS (amounts amount[], mood mood);
CREATE DOMAIN entries AS old.entry;
CREATE TABLE diary (entry entries);
INSERT INTO diary VALUES (ROW('{1,2}', 'sad'));
