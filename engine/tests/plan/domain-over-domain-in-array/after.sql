CREATE DOMAIN word AS text;
CREATE DOMAIN short_word AS word CHECK (length(VALUE::text) < 5);
CREATE TABLE part (id integer PRIMARY KEY, name short_word, others short_word[]);
