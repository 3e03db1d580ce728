-- Main
DROP TABLE public.a;
CREATE DOMAIN public.a AS integer
    CONSTRAINT low CHECK ((VALUE > 1))
    CONSTRAINT odd CHECK ((VALUE <> 2));
