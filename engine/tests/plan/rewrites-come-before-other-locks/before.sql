CREATE TABLE "user" (id bigint PRIMARY KEY);
CREATE TABLE organization (id bigint PRIMARY KEY, owner bigint, CONSTRAINT owner FOREIGN KEY (owner) REFERENCES "user");
CREATE TABLE tickets (id integer PRIMARY KEY, weight integer DEFAULT 1);
CREATE TABLE notes (id bigint PRIMARY KEY, body varchar(10) DEFAULT '');
INSERT INTO tickets VALUES (1, 1);
