CREATE TABLE part (
    id integer PRIMARY KEY,
    country text,
    code text,
    parent text,
    UNIQUE (country, code) INCLUDE (id),
    UNIQUE (code),
    FOREIGN KEY (parent) REFERENCES part (code)
);
CREATE INDEX part_place ON part (country, code, parent);
INSERT INTO part VALUES (1, 'nl', 'a', 'a');
