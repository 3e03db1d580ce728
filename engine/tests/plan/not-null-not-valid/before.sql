CREATE TABLE part (a integer, b integer, c integer CONSTRAINT c_given NOT NULL, d integer, e integer);
ALTER TABLE part ADD CONSTRAINT b_given NOT NULL b NOT VALID;
ALTER TABLE part ADD CONSTRAINT d_given NOT NULL d NOT VALID;
ALTER TABLE part ADD CONSTRAINT e_given NOT NULL e NOT VALID;
INSERT INTO part VALUES (1, 2, 3, 4, 5);
