CREATE TABLE a (id int); CREATE INDEX n ON a (id); CREATE TABLE b (id int); CREATE TYPE t AS ENUM ('x');
