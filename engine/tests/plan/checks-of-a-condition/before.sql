CREATE TABLE pet (id integer PRIMARY KEY, age integer, found integer);
INSERT INTO pet VALUES (1, NULL, 1), (2, 3, NULL);
