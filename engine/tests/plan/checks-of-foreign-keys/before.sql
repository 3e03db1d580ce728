CREATE TABLE place (country text COLLATE "C" NOT NULL, city text NOT NULL, number integer NOT NULL UNIQUE, PRIMARY KEY (country, city));
CREATE TABLE visit (id integer PRIMARY KEY, country text COLLATE "C", city text, other_country text, other_city text, number bigint, fresh integer);
INSERT INTO place VALUES ('fi', 'Oulu', 1);
INSERT INTO visit VALUES (1, 'fi', 'Oulu', NULL, NULL, 1, NULL), (2, NULL, NULL, 'xx', NULL, NULL, NULL);
