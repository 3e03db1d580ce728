CREATE SEQUENCE counter;
CREATE TABLE fresh (id integer);
ALTER SEQUENCE counter OWNED BY fresh.id;
