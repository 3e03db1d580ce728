CREATE DOMAIN d AS varchar(20) DEFAULT 'b' NOT NULL CONSTRAINT other CHECK (VALUE <> 'x'); CREATE TYPE pair AS (x bigint, z text); CREATE TABLE a (id int PRIMARY KEY, v d, vs d[] DEFAULT '{}');
