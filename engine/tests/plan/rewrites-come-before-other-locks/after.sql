CREATE TABLE "user" (id bigint PRIMARY KEY);
CREATE TABLE organization (id bigint PRIMARY KEY, owner bigint, name text);
CREATE TABLE tickets (id bigint PRIMARY KEY, weight bigint DEFAULT 1);
CREATE TABLE notes (id bigint PRIMARY KEY, body varchar(5) DEFAULT '');
