CREATE TABLE a (id int, t text, u text) WITH (fillfactor=70, autovacuum_enabled=false); CREATE UNLOGGED TABLE b (id int);
