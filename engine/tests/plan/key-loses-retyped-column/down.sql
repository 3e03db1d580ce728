-- Main
DROP INDEX public.part_number;
ALTER TABLE public.part ALTER COLUMN number TYPE integer USING number::integer;
ALTER TABLE public.part ADD CONSTRAINT part_number__keel_not_null CHECK (number IS NOT NULL) NOT VALID;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY part_pkey__keel_new ON public.part (id, number);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY part_number ON public.part (number, id);
-- Validate
ALTER TABLE public.part VALIDATE CONSTRAINT part_number__keel_not_null;
-- AfterValidation
ALTER TABLE public.part ALTER COLUMN number SET NOT NULL;
ALTER TABLE public.part DROP CONSTRAINT part_number__keel_not_null;
ALTER TABLE public.part DROP CONSTRAINT part_pkey;
ALTER TABLE public.part ADD CONSTRAINT part_pkey PRIMARY KEY USING INDEX part_pkey__keel_new;
