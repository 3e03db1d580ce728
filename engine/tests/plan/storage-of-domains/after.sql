CREATE DOMAIN amount AS integer;
CREATE DOMAIN label AS text;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE part (amount amount, label label, mood mood);
