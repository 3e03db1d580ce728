-- Main
ALTER TABLE public.notes ALTER COLUMN body DROP DEFAULT;
ALTER TABLE public.notes ALTER COLUMN body TYPE character varying(5);
ALTER TABLE public.tickets ALTER COLUMN weight DROP DEFAULT;
ALTER TABLE public.tickets
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN weight TYPE bigint;
ALTER TABLE public.organization DROP CONSTRAINT owner;
ALTER TABLE public.organization ADD COLUMN name text;
ALTER TABLE public.notes ALTER COLUMN body SET DEFAULT ''::character varying;
ALTER TABLE public.tickets ALTER COLUMN weight SET DEFAULT 1;
