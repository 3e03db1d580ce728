CREATE TABLE account (id bigint NOT NULL, email text, UNIQUE (id));
CREATE TABLE staff (desk text) INHERITS (account);
CREATE UNIQUE INDEX account_email ON account (email);
