CREATE SEQUENCE counter;
CREATE TABLE old (id integer);
CREATE UNIQUE INDEX fresh ON old (id);
ALTER SEQUENCE counter OWNED BY old.id;
