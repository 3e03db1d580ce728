CREATE DOMAIN rank AS integer;
CREATE TABLE member (rank integer);
