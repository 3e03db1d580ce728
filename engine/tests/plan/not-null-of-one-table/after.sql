-- PostgreSQL 18
CREATE TABLE account (id bigint CONSTRAINT account_id_given NOT NULL NO INHERIT, email text DEFAULT 'none' CONSTRAINT account_email_not_null NOT NULL NO INHERIT, note text);
COMMENT ON CONSTRAINT account_email_not_null ON account IS 'since then';
CREATE TABLE staff (desk text) INHERITS (account);
