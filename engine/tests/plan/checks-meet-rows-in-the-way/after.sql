CREATE TABLE owner (id integer PRIMARY KEY, "Full Name" text, UNIQUE ("Full Name"));
CREATE TABLE pet (
    id integer PRIMARY KEY,
    owner_id integer REFERENCES owner,
    "Nick Name" text NOT NULL,
    age integer,
    found integer,
    born date,
    weight integer CHECK (weight > 0),
    CONSTRAINT age_known CHECK (age > 0 OR found IS NULL),
    CONSTRAINT born_late CHECK (born > '1900-01-01')
);
