CREATE TABLE job (
    id bigint PRIMARY KEY,
    org text NOT NULL,
    n integer NOT NULL DEFAULT 0,
    CONSTRAINT n_positive CHECK (n >= 0)
);
CREATE INDEX job_n ON job (n);
CREATE INDEX job_org ON job (org);
INSERT INTO job VALUES (1, 'one', 1);
