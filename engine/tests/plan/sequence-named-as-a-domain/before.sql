CREATE DOMAIN number AS integer;
CREATE TABLE bill (id number);
