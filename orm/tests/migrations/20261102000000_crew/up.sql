CREATE TABLE crew (id int PRIMARY KEY, ship int NOT NULL REFERENCES ship (id));
