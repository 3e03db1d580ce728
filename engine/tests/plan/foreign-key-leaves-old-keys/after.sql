CREATE TABLE owner (id integer NOT NULL, name text NOT NULL, CONSTRAINT zz PRIMARY KEY (id),
    CONSTRAINT owner_name UNIQUE (name) DEFERRABLE);
CREATE UNIQUE INDEX zz_name ON owner (name);
CREATE TABLE pet (owner integer, name text);
ALTER TABLE pet ADD CONSTRAINT pet_owner FOREIGN KEY (owner) REFERENCES owner (id) ON DELETE CASCADE;
ALTER TABLE pet ADD CONSTRAINT pet_name FOREIGN KEY (name) REFERENCES owner (name);
