-- Main
ALTER TABLE public.place DROP CONSTRAINT one;
ALTER TABLE public.place ALTER COLUMN id TYPE integer;
ALTER TABLE public.place DROP CONSTRAINT two;
ALTER TABLE public.place ADD CONSTRAINT one CHECK ((size > 0)) NOT VALID;
ALTER TABLE public.place ADD CONSTRAINT two UNIQUE (id);
-- Validate
ALTER TABLE public.place VALIDATE CONSTRAINT one;
