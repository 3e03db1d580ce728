CREATE TABLE keep (id int PRIMARY KEY, y int);
