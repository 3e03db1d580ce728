CREATE TABLE a (id int PRIMARY KEY, name text, email text); CREATE TABLE b (id int PRIMARY KEY); INSERT INTO a VALUES (1, 'x', 'y');
