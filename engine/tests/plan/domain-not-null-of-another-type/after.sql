CREATE DOMAIN amount AS bigint NOT NULL;
CREATE TABLE part (amount amount);
