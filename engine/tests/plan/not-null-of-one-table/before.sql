CREATE TABLE account (id bigint, email text, note text);
CREATE TABLE staff (desk text) INHERITS (account);
INSERT INTO account VALUES (1, 'a', 'b');
INSERT INTO staff VALUES (NULL, NULL, NULL, 'north');
