-- Main
ALTER TABLE public.member ALTER COLUMN rank TYPE public.rank;
ALTER DOMAIN public.rank ADD CONSTRAINT positive CHECK ((VALUE > 0)) NOT VALID;
-- Validate
ALTER DOMAIN public.rank VALIDATE CONSTRAINT positive;
