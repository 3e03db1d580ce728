-- Main
ALTER DOMAIN public.rank DROP CONSTRAINT positive;
ALTER TABLE public.member ALTER COLUMN rank TYPE integer;
