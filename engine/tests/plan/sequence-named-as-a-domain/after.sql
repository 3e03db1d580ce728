CREATE SEQUENCE number;
CREATE DOMAIN number AS integer;
CREATE TABLE bill (id number DEFAULT nextval('number'));
