CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE INDEX n ON b (id); CREATE DOMAIN t AS int;
