CREATE TABLE pet (id integer PRIMARY KEY, age integer, found integer, CONSTRAINT "Age" CHECK (age > found));
