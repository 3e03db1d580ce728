-- Main
ALTER TABLE public.account ALTER COLUMN active DROP DEFAULT;
ALTER TABLE public.account
    ALTER COLUMN active TYPE boolean USING active::boolean,
    ALTER COLUMN email TYPE text,
    ALTER COLUMN nickname TYPE character varying(20);
ALTER TABLE public.account ALTER COLUMN active SET DEFAULT true;
