-- PostgreSQL 15
CREATE TABLE p (a int, b int, UNIQUE NULLS NOT DISTINCT (a, b)); CREATE TABLE c (a int, b int, d tsrange, n int, FOREIGN KEY (a, b) REFERENCES p (a, b) ON DELETE SET NULL (b) DEFERRABLE, CONSTRAINT n CHECK (n > 1), EXCLUDE USING gist (d WITH &&) WHERE (n > 3)); ALTER TABLE c ADD CONSTRAINT late CHECK (n < 100);
