CREATE TABLE part (id integer GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5 MAXVALUE 1000) PRIMARY KEY, number integer);
INSERT INTO part (number) SELECT generate_series(1, 20);
CREATE SEQUENCE ticket START WITH 100;
CREATE TABLE seat (id bigint DEFAULT nextval('ticket') PRIMARY KEY);
INSERT INTO seat SELECT nextval('ticket') FROM generate_series(1, 5);
CREATE TABLE bench (id bigint DEFAULT nextval('ticket') PRIMARY KEY);
INSERT INTO bench SELECT nextval('ticket') FROM generate_series(1, 5);
