-- Main
ALTER SEQUENCE public.counter OWNED BY NONE;
DROP TABLE public.old;
CREATE TABLE public.fresh (
    id integer
);
ALTER SEQUENCE public.counter OWNED BY public.fresh.id;
