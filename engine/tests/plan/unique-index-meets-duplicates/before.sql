CREATE TABLE person (
    id bigint PRIMARY KEY,
    email text,
    org text NOT NULL,
    nick text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    "Full Name" text
);
INSERT INTO person VALUES
    (1, NULL, 'a', 'x', true, NULL), (2, NULL, 'a', 'x', false, NULL), (3, 'c', 'a', 'z', true, 'C'), (4, 'd', 'b', 'y', true, 'D');
