CREATE TABLE ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt (a integer, b integer);
INSERT INTO ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt VALUES (1, 2);
