CREATE TABLE place (id bigint NOT NULL, size integer,
    CONSTRAINT one UNIQUE (id), CONSTRAINT two CHECK (size > 0));
INSERT INTO place VALUES (1, 2);
