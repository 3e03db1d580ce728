CREATE TABLE port (code integer NOT NULL, name text NOT NULL);
CREATE UNIQUE INDEX port_code ON port (code, name);
ALTER TABLE port REPLICA IDENTITY USING INDEX port_code;
CREATE TABLE town (code integer NOT NULL, name text NOT NULL, CONSTRAINT town_key UNIQUE (code, name));
ALTER TABLE town REPLICA IDENTITY USING INDEX town_key;
INSERT INTO port VALUES (1, 'a');
INSERT INTO town VALUES (1, 'a');
