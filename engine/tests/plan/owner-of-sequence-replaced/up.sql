-- Main
ALTER SEQUENCE public.counter OWNED BY NONE;
ALTER TABLE public.part DROP COLUMN number;
ALTER TABLE public.part ADD COLUMN number integer GENERATED ALWAYS AS ((id * 2)) STORED;
ALTER SEQUENCE public.counter OWNED BY public.part.number;
