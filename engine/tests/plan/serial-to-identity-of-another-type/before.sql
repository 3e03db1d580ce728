CREATE SEQUENCE a_id_seq AS integer;
CREATE TABLE a (id integer DEFAULT nextval('a_id_seq'), x text);
ALTER SEQUENCE a_id_seq OWNED BY a.id;
INSERT INTO a (x) VALUES ('1'), ('2'), ('3');
