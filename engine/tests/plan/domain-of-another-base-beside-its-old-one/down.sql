-- Main
ALTER DOMAIN public.amount RENAME TO amount__keel_old;
CREATE DOMAIN public.amount AS integer;
ALTER TABLE public.bill ALTER COLUMN parts TYPE integer[] USING parts::integer[];
ALTER TABLE public.bill ALTER COLUMN total TYPE integer USING total::integer;
DROP DOMAIN public.amount__keel_old;
