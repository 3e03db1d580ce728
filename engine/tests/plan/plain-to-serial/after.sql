CREATE TABLE a (id bigserial PRIMARY KEY, x text);
