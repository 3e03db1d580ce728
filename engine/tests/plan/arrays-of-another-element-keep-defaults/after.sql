CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (
    id integer PRIMARY KEY,
    bare integer[] NOT NULL DEFAULT '{}',
    listed integer[] DEFAULT ARRAY[1, 2],
    shorter character varying(3)[] DEFAULT '{a,b}',
    wider bigint[] NOT NULL DEFAULT '{1,2}',
    nested integer[] DEFAULT ARRAY[ARRAY[1], ARRAY[2]],
    moods mood[] DEFAULT '{sad}',
    gone integer[]
);
