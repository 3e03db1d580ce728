CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (
    id integer PRIMARY KEY,
    bare text[] NOT NULL DEFAULT '{}',
    listed text[] DEFAULT ARRAY['1', '2'],
    shorter text[] DEFAULT '{a,b}',
    wider integer[] NOT NULL DEFAULT '{1,2}',
    nested text[] DEFAULT ARRAY[ARRAY['1'], ARRAY['2']],
    moods text[] DEFAULT '{sad}',
    gone text[] DEFAULT '{}'
);
INSERT INTO t (id) VALUES (1);
