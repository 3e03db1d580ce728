CREATE TABLE place (id integer NOT NULL, code text NOT NULL,
    CONSTRAINT two PRIMARY KEY (id), CONSTRAINT one CHECK (id > 0), CONSTRAINT four UNIQUE (code), CONSTRAINT three CHECK (code <> ''));
