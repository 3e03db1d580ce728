CREATE SEQUENCE shared;
CREATE SEQUENCE kept;
CREATE SEQUENCE common START WITH 5;
CREATE TABLE a (id integer PRIMARY KEY DEFAULT nextval('shared'), other integer DEFAULT nextval('common'), plain integer DEFAULT nextval('common'), third numeric(9, 1) DEFAULT nextval('common'), label text DEFAULT 'a' || nextval('common'));
