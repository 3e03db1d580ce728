-- Main
ALTER TABLE public.a ALTER COLUMN a TYPE integer USING a::integer;
