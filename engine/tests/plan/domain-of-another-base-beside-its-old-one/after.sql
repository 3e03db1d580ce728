CREATE DOMAIN amount AS text CHECK (VALUE <> '');
CREATE TABLE bill (total amount, parts amount[]);
