CREATE TYPE mood AS ENUM ('first','sad','middle','ok','last'); CREATE TABLE a (id int PRIMARY KEY, m mood NOT NULL DEFAULT 'last', ms mood[] DEFAULT '{}'); CREATE INDEX ON a (id) WHERE m = 'ok';
