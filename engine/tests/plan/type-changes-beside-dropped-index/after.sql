CREATE TABLE job (
    id bigint PRIMARY KEY,
    org text NOT NULL,
    n numeric(9,1) NOT NULL DEFAULT 0,
    CONSTRAINT n_positive CHECK (n >= 0)
);
