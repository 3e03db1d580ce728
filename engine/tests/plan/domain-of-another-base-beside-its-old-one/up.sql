-- Main
ALTER DOMAIN public.amount RENAME TO amount__keel_old;
CREATE DOMAIN public.amount AS text
    CONSTRAINT amount_check CHECK ((VALUE <> ''::text));
ALTER TABLE public.bill
    ALTER COLUMN parts TYPE public.amount[],
    ALTER COLUMN total TYPE public.amount;
DROP DOMAIN public.amount__keel_old;
