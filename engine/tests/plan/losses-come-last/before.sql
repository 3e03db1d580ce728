CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE old (id bigint PRIMARY KEY);
CREATE TABLE person (id bigint PRIMARY KEY, email text, size size, phone text NOT NULL DEFAULT '', old_id bigint REFERENCES old);
CREATE INDEX person_phone_size ON person (phone, size);
INSERT INTO person VALUES (1, 'a@example.org'), (2, 'b@example.org'), (3, NULL), (4, NULL);
