CREATE TABLE owner (id integer NOT NULL, name text NOT NULL, CONSTRAINT owner_name UNIQUE (name));
CREATE UNIQUE INDEX owner_old ON owner (id);
CREATE TABLE pet (owner integer, name text);
ALTER TABLE pet ADD CONSTRAINT pet_owner FOREIGN KEY (owner) REFERENCES owner (id);
ALTER TABLE pet ADD CONSTRAINT pet_name FOREIGN KEY (name) REFERENCES owner (name);
INSERT INTO owner VALUES (1, 'a');
INSERT INTO pet VALUES (1, 'a');
