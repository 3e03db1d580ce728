CREATE TABLE a (a "char");
