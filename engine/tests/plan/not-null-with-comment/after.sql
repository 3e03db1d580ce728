-- PostgreSQL 18
CREATE TABLE part (a integer NOT NULL, b integer NOT NULL, c integer NOT NULL, d integer CONSTRAINT d_is_known NOT NULL, e integer, f integer, g integer PRIMARY KEY, h integer NOT NULL DEFAULT 1);
ALTER TABLE part ADD CONSTRAINT e_given NOT NULL e NOT VALID;
COMMENT ON CONSTRAINT part_a_not_null ON part IS 'comes';
COMMENT ON CONSTRAINT part_c_not_null ON part IS 'comes with what it is on';
COMMENT ON CONSTRAINT d_is_known ON part IS 'stays';
COMMENT ON CONSTRAINT e_given ON part IS 'not checked';
COMMENT ON CONSTRAINT part_g_not_null ON part IS 'of a key';
COMMENT ON CONSTRAINT part_h_not_null ON part IS 'of a new column';
CREATE TABLE comes (a integer NOT NULL);
COMMENT ON CONSTRAINT comes_a_not_null ON comes IS 'of a new table';
