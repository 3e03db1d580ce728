CREATE TYPE st AS ENUM ('done', 'new');
CREATE TABLE job (id bigint PRIMARY KEY, st st NOT NULL DEFAULT 'new');
