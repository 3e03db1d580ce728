CREATE TYPE size AS (wide integer, unit text);
CREATE TYPE unit AS (name text);
CREATE TABLE room (id integer PRIMARY KEY, size size DEFAULT ROW(3, 'm'), unit unit DEFAULT ROW('m'), sizes size[] DEFAULT ARRAY[ROW(1, 'cm')::size]);
INSERT INTO room VALUES (1);
