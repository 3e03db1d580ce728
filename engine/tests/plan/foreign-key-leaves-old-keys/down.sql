-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY owner_name__keel_new ON public.owner (name);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY owner_old ON public.owner (id);
-- AttachIndex
ALTER TABLE public.pet DROP CONSTRAINT pet_name;
ALTER TABLE public.pet DROP CONSTRAINT pet_owner;
ALTER TABLE public.owner DROP CONSTRAINT zz;
DROP INDEX public.zz_name;
ALTER TABLE public.owner DROP CONSTRAINT owner_name;
ALTER TABLE public.owner ADD CONSTRAINT owner_name UNIQUE USING INDEX owner_name__keel_new;
ALTER TABLE public.pet ADD CONSTRAINT pet_name FOREIGN KEY (name) REFERENCES public.owner (name) NOT VALID;
ALTER TABLE public.pet ADD CONSTRAINT pet_owner FOREIGN KEY (owner) REFERENCES public.owner (id) NOT VALID;
-- Validate
ALTER TABLE public.pet VALIDATE CONSTRAINT pet_name;
ALTER TABLE public.pet VALIDATE CONSTRAINT pet_owner;
