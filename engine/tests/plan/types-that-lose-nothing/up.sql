-- Main
ALTER TABLE public.account ALTER COLUMN active DROP DEFAULT;
ALTER TABLE public.account
    ALTER COLUMN active TYPE integer USING active::integer,
    ALTER COLUMN email TYPE public.citext,
    ALTER COLUMN nickname TYPE public.citext;
ALTER TABLE public.account ALTER COLUMN active SET DEFAULT 1;
