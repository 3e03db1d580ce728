-- Main
ALTER TABLE public.place DROP CONSTRAINT two;
ALTER TABLE public.place ALTER COLUMN id TYPE bigint;
ALTER TABLE public.place DROP CONSTRAINT one;
ALTER TABLE public.place ADD CONSTRAINT one UNIQUE (id);
ALTER TABLE public.place ADD CONSTRAINT two CHECK ((size > 0)) NOT VALID;
-- Validate
ALTER TABLE public.place VALIDATE CONSTRAINT two;
