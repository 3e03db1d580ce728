-- Main
ALTER TABLE public.part DROP CONSTRAINT part_country_code_id_key;
ALTER TABLE public.part DROP CONSTRAINT part_parent_fkey;
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY public.part_place;
-- Remove
ALTER TABLE public.part DROP COLUMN code;
ALTER TABLE public.part DROP COLUMN country;
ALTER TABLE public.part DROP COLUMN parent;
