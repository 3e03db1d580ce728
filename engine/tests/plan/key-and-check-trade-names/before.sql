CREATE TABLE place (id integer NOT NULL, code text NOT NULL,
    CONSTRAINT one PRIMARY KEY (id), CONSTRAINT two CHECK (id > 0), CONSTRAINT three UNIQUE (code), CONSTRAINT four CHECK (code <> ''));
INSERT INTO place VALUES (1, 'a');
