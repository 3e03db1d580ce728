CREATE DOMAIN amount AS integer;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE entry AS (amounts amount[], mood mood);
CREATE DOMAIN entries AS entry;
CREATE TABLE diary (entry entries);
