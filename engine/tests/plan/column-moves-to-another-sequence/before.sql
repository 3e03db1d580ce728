CREATE SEQUENCE own;
CREATE SEQUENCE shared;
CREATE SEQUENCE kept;
CREATE TABLE a (id integer PRIMARY KEY DEFAULT nextval('own'), other integer DEFAULT nextval('shared'), plain integer, third numeric(9, 1) DEFAULT nextval('kept'), label text DEFAULT 'a' || nextval('kept'));
INSERT INTO a (plain) VALUES (7);
SELECT setval('own', 20), setval('kept', 70), setval('shared', 30);
