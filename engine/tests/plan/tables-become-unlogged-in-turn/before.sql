CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
CREATE TABLE gone (id integer PRIMARY KEY, a integer REFERENCES a);
CREATE TABLE stays (id integer PRIMARY KEY, a integer REFERENCES a, kept integer REFERENCES b);
INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1); INSERT INTO stays VALUES (1, 1, 1);
