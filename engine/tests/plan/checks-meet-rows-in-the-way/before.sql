CREATE TABLE owner (id integer PRIMARY KEY, "Full Name" text, UNIQUE ("Full Name"));
CREATE TABLE pet (id integer PRIMARY KEY, owner_id integer, "Nick Name" text, age integer, found integer, born date);
ALTER TABLE pet ADD CONSTRAINT born_late CHECK (born > '1900-01-01') NOT VALID;
INSERT INTO owner VALUES (1, 'Ada'), (2, NULL);
INSERT INTO pet VALUES (1, 1, 'a', 3, 1, '2020-01-01'), (2, NULL, 'b', NULL, NULL, NULL);
