CREATE DOMAIN amount AS integer;
CREATE TABLE bill (total integer, parts integer[]);
