-- Main
ALTER TABLE public.bill ALTER COLUMN id DROP DEFAULT;
DROP SEQUENCE public.number;
