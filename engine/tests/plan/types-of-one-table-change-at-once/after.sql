CREATE TABLE tickets (
    id bigint PRIMARY KEY,
    parent_id bigint REFERENCES tickets,
    weight text NOT NULL DEFAULT '1',
    floor text NOT NULL,
    CONSTRAINT heavier CHECK (weight > floor)
);
