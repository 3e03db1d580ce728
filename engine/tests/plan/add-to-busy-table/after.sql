CREATE TABLE b (id int PRIMARY KEY);
CREATE TABLE a (id int PRIMARY KEY, name text NOT NULL, email text UNIQUE, b_id int REFERENCES b, CONSTRAINT short CHECK (length(name) < 9)); 
CREATE INDEX a_name ON a (name);
