CREATE TABLE place (country text COLLATE "C" NOT NULL, city text NOT NULL, number integer NOT NULL UNIQUE, PRIMARY KEY (country, city));
CREATE TABLE fresh (id integer PRIMARY KEY);
CREATE TABLE visit (id integer PRIMARY KEY, country text COLLATE "C", city text, other_country text, other_city text, number bigint REFERENCES place (number),
    fresh integer REFERENCES fresh, later integer REFERENCES fresh,
    CONSTRAINT whole FOREIGN KEY (country, city) REFERENCES place MATCH FULL,
    CONSTRAINT other FOREIGN KEY (other_country, other_city) REFERENCES place);
