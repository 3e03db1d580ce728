CREATE TYPE size AS (wide integer, high integer);
CREATE TYPE unit AS (code text);
CREATE TABLE room (id integer PRIMARY KEY, size size DEFAULT ROW(3, 4), unit unit DEFAULT ROW('m'), sizes size[] DEFAULT ARRAY[ROW(1, NULL)::size]);
