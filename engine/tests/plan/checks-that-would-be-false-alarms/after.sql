CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN seven AS integer DEFAULT 7;
CREATE DOMAIN lucky AS seven;
CREATE TABLE code (id character(5) NOT NULL, CONSTRAINT code_pkey PRIMARY KEY (id));
CREATE TABLE setting (id integer NOT NULL, active boolean NOT NULL, code text, mood mood DEFAULT 'ok', number lucky NOT NULL, CONSTRAINT setting_code_fkey FOREIGN KEY (code) REFERENCES code (id));
CREATE UNIQUE INDEX only_one ON setting ((true));
CREATE UNIQUE INDEX one_active ON setting ((1)) WHERE active;
