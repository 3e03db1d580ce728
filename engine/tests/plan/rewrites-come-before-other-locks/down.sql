-- Main
ALTER TABLE public.notes ALTER COLUMN body DROP DEFAULT;
ALTER TABLE public.notes ALTER COLUMN body TYPE character varying(10);
ALTER TABLE public.tickets ALTER COLUMN weight DROP DEFAULT;
ALTER TABLE public.tickets
    ALTER COLUMN id TYPE integer,
    ALTER COLUMN weight TYPE integer;
ALTER TABLE public.notes ALTER COLUMN body SET DEFAULT ''::character varying;
ALTER TABLE public.tickets ALTER COLUMN weight SET DEFAULT 1;
ALTER TABLE public.organization ADD CONSTRAINT owner FOREIGN KEY (owner) REFERENCES public."user" (id) NOT VALID;
-- Validate
ALTER TABLE public.organization VALIDATE CONSTRAINT owner;
-- Remove
ALTER TABLE public.organization DROP COLUMN name;
