-- Main
DROP DOMAIN public.a;
CREATE TABLE public.a (
    n integer,
    CONSTRAINT low CHECK ((n > 1))
);
ALTER TABLE public.a ADD CONSTRAINT high CHECK ((n < 9)) NOT VALID;
