CREATE TABLE a (id text PRIMARY KEY, x text);
