CREATE TABLE part (a integer NOT NULL, b bigint NOT NULL, c integer NOT NULL, d integer, CONSTRAINT other PRIMARY KEY (a), CONSTRAINT another UNIQUE (b), CONSTRAINT free UNIQUE (c));
CREATE TABLE moved (number integer NOT NULL, CONSTRAINT moved_number PRIMARY KEY (number));
