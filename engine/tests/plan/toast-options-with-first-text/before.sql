CREATE TABLE part (id integer);
