-- Main
ALTER TABLE public.pet DROP CONSTRAINT age_known;
ALTER TABLE public.pet DROP CONSTRAINT born_late;
ALTER TABLE public.pet DROP CONSTRAINT pet_owner_id_fkey;
ALTER TABLE public.pet ALTER COLUMN "Nick Name" DROP NOT NULL;
ALTER TABLE public.pet ADD CONSTRAINT born_late CHECK ((born > '1900-01-01'::date)) NOT VALID;
ALTER TABLE public.pet DROP COLUMN weight;
