-- Main
ALTER TABLE public.bill
    ALTER COLUMN parts TYPE integer[] USING parts::integer[],
    ALTER COLUMN total TYPE integer USING total::integer;
ALTER DOMAIN public.amount RENAME TO amount__keel_old;
CREATE DOMAIN public.amount AS integer;
DROP DOMAIN public.amount__keel_old;
