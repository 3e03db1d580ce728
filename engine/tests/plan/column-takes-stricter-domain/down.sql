-- Main
ALTER TABLE public.member ALTER COLUMN rank TYPE integer;
ALTER DOMAIN public.rank DROP CONSTRAINT positive;
