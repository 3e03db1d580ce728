CREATE TABLE a (id serial PRIMARY KEY);
CREATE TABLE b (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE c (id serial PRIMARY KEY);
SELECT setval('a_id_seq', 10), setval('b_id_seq', 20), setval('c_id_seq', 30);
