CREATE TABLE note (body integer[]);
