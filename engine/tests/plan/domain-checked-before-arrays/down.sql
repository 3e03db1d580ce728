-- Main
ALTER DOMAIN public.amount DROP CONSTRAINT positive;
ALTER DOMAIN public.weight DROP CONSTRAINT small;
ALTER DOMAIN public.weight ADD CONSTRAINT small CHECK ((VALUE < 100)) NOT VALID;
ALTER TABLE public.part DROP COLUMN many;
DROP TABLE public.more;
DROP TYPE public.pair;
