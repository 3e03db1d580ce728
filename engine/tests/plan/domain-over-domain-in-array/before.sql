CREATE EXTENSION citext;
CREATE DOMAIN word AS citext;
CREATE DOMAIN short_word AS word CHECK (length(VALUE::text) < 10);
CREATE TABLE part (id integer PRIMARY KEY, name short_word, others short_word[]);
INSERT INTO part VALUES (1, 'a', '{b,c}');
