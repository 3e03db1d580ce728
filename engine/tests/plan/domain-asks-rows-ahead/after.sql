CREATE DOMAIN amount AS integer CONSTRAINT amount_is_positive CHECK (VALUE > 0);
CREATE DOMAIN price AS amount;
CREATE DOMAIN word AS text COLLATE "C" CONSTRAINT word_is_small CHECK (VALUE >= 'a');
CREATE TABLE part (id integer PRIMARY KEY, one amount, value price, name word, t amount);
