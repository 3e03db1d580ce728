CREATE DOMAIN amount AS integer CONSTRAINT positive CHECK (VALUE > 0);
COMMENT ON CONSTRAINT positive ON DOMAIN amount IS 'more than nothing';
CREATE DOMAIN weight AS integer CONSTRAINT positive CHECK (VALUE > 0) CONSTRAINT small CHECK (VALUE < 100);
CREATE TYPE pair AS (one amount, two weight);
CREATE TABLE part (id integer PRIMARY KEY, one amount, other weight, many weight[]);
CREATE TABLE more (amounts amount[], pair pair);
