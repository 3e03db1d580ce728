CREATE TABLE person (id bigint PRIMARY KEY, email text, nick text);
CREATE UNIQUE INDEX person_email ON person (email);
