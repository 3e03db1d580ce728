CREATE TYPE state AS ENUM ('open', 'left', 'gone');
CREATE TABLE stay (id integer PRIMARY KEY, rooms int4range, during tsrange, guest tsrange, live boolean NOT NULL, state state,
    CONSTRAINT one_guest EXCLUDE USING gist (rooms WITH =, during WITH &&) WHERE (live),
    CONSTRAINT no_two EXCLUDE USING gist (guest WITH &&));
