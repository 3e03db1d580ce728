CREATE TABLE note (id integer, body text);
ALTER TABLE note ALTER COLUMN body SET STORAGE PLAIN;
