-- Main
CREATE TABLE public.old (
    id integer
);
ALTER SEQUENCE public.counter OWNED BY NONE;
ALTER SEQUENCE public.counter OWNED BY public.old.id;
DROP TABLE public.fresh;
CREATE UNIQUE INDEX fresh ON public.old (id);
