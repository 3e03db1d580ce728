CREATE TABLE account (id bigint NOT NULL, email text);
CREATE TABLE staff (desk text) INHERITS (account);
INSERT INTO account VALUES (1, 'a');
INSERT INTO staff VALUES (1, 'a', 'north'), (1, 'a', 'south');
