CREATE TABLE person (
    id bigint PRIMARY KEY,
    email text,
    org text NOT NULL,
    nick text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    "Full Name" text,
    phone text UNIQUE,
    UNIQUE (email, org)
);
CREATE UNIQUE INDEX person_nick ON person (org, lower(nick)) WHERE active;
CREATE UNIQUE INDEX person_name ON person ("Full Name");
