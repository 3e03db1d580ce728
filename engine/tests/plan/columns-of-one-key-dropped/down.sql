-- Main
ALTER TABLE public.part ADD COLUMN code text;
ALTER TABLE public.part ADD COLUMN country text;
ALTER TABLE public.part ADD COLUMN parent text;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY part_code_key ON public.part (code);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY part_country_code_id_key ON public.part (country, code) INCLUDE (id);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY part_place ON public.part (country, code, parent);
-- AttachIndex
ALTER TABLE public.part ADD CONSTRAINT part_code_key UNIQUE USING INDEX part_code_key;
ALTER TABLE public.part ADD CONSTRAINT part_country_code_id_key UNIQUE USING INDEX part_country_code_id_key;
ALTER TABLE public.part ADD CONSTRAINT part_parent_fkey FOREIGN KEY (parent) REFERENCES public.part (code) NOT VALID;
-- Validate
ALTER TABLE public.part VALIDATE CONSTRAINT part_parent_fkey;
