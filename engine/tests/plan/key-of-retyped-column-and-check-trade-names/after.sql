CREATE TABLE place (id integer NOT NULL, size integer,
    CONSTRAINT two UNIQUE (id), CONSTRAINT one CHECK (size > 0));
