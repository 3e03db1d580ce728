CREATE TABLE port (code bigint NOT NULL, name text NOT NULL);
CREATE UNIQUE INDEX port_code ON port (code);
ALTER TABLE port REPLICA IDENTITY USING INDEX port_code;
CREATE TABLE town (code bigint NOT NULL, name text NOT NULL, CONSTRAINT town_key UNIQUE (code));
ALTER TABLE town REPLICA IDENTITY USING INDEX town_key;
