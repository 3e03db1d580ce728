CREATE TABLE tickets (
    id integer PRIMARY KEY,
    parent_id integer REFERENCES tickets,
    weight integer NOT NULL DEFAULT 1,
    floor integer NOT NULL,
    CONSTRAINT heavier CHECK (weight > floor)
);
INSERT INTO tickets VALUES (1, NULL, 2, 1), (2, 1, 3, 2);
