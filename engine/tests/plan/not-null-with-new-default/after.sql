CREATE SEQUENCE a_number_seq;
CREATE TABLE a (
    id integer PRIMARY KEY,
    note text NOT NULL DEFAULT 'new',
    number bigint NOT NULL DEFAULT nextval('a_number_seq'),
    unchecked text NOT NULL DEFAULT 'z'
);
ALTER SEQUENCE a_number_seq OWNED BY a.number;
