CREATE TABLE part (id integer PRIMARY KEY);
ALTER TABLE part ADD CONSTRAINT part_again UNIQUE (id);
COMMENT ON CONSTRAINT part_again ON part IS 'beside the primary key';
