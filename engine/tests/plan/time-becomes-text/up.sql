-- Main
ALTER TABLE public.shop
    ALTER COLUMN breaks TYPE text,
    ALTER COLUMN closes TYPE character varying(20),
    ALTER COLUMN opens TYPE text;
