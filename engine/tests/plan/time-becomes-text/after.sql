CREATE TABLE shop (id integer PRIMARY KEY, opens text NOT NULL, closes character varying(20), breaks text);
