CREATE TABLE a (id bigint, x text); INSERT INTO a VALUES (7,'1');
