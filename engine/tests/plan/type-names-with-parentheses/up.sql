-- Main
ALTER TABLE public.holder
    ALTER COLUMN one TYPE text[],
    ALTER COLUMN three TYPE character varying(30),
    ALTER COLUMN two TYPE text[];
