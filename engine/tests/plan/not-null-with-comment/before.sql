CREATE TABLE part (a integer NOT NULL, b integer NOT NULL, c integer, d integer CONSTRAINT d_known NOT NULL, e integer, f integer NOT NULL, g integer PRIMARY KEY);
COMMENT ON CONSTRAINT part_b_not_null ON part IS 'was there';
COMMENT ON CONSTRAINT part_f_not_null ON part IS 'goes';
COMMENT ON CONSTRAINT d_known ON part IS 'stays';
CREATE TABLE gone (a integer NOT NULL);
COMMENT ON CONSTRAINT gone_a_not_null ON gone IS 'of a table that goes';
