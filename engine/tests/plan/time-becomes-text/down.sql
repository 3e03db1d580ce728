-- Main
ALTER TABLE public.shop
    ALTER COLUMN breaks TYPE time(3) without time zone[] USING breaks::time(3) without time zone[],
    ALTER COLUMN closes TYPE time with time zone USING closes::time with time zone,
    ALTER COLUMN opens TYPE time without time zone USING opens::time without time zone;
