CREATE TABLE part (id text PRIMARY KEY, label integer, UNIQUE (id) INCLUDE (label));
CREATE TABLE piece (part_id text REFERENCES part (id));
