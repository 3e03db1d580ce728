CREATE DOMAIN rank AS integer CONSTRAINT positive CHECK (VALUE > 0);
CREATE TABLE member (rank rank);
