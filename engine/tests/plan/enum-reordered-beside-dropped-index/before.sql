CREATE TYPE st AS ENUM ('new', 'done');
CREATE TABLE job (id bigint PRIMARY KEY, st st NOT NULL DEFAULT 'new');
CREATE INDEX job_st ON job (st);
CREATE INDEX job_new ON job (id) WHERE st = 'new';
INSERT INTO job VALUES (1, 'done');
