-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.pet WHERE "Nick Name" IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.pet have NULL in "Nick Name", which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.pet WHERE "Nick Name" IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
#variable_conflict use_column
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.pet WHERE NOT (((age > 0) OR (found IS NULL)));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.pet break the constraint age_known, which is to hold: ' || broken,
            HINT = 'find them with SELECT * FROM public.pet WHERE NOT (((age > 0) OR (found IS NULL)))';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.pet WHERE NOT ((born > '1900-01-01'::date));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.pet break the constraint born_late, which is to hold: ' || broken,
            HINT = 'find them with SELECT * FROM public.pet WHERE NOT ((born > ''1900-01-01''::date))';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
DECLARE
    broken bigint;
BEGIN
    IF pg_catalog.row_security_active('public.owner') THEN
        RETURN;
    END IF;
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.pet AS f WHERE f.owner_id IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public.owner AS k WHERE k.id = f.owner_id);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.pet refer to none of public.owner by the foreign key pet_owner_id_fkey, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.pet AS f WHERE f.owner_id IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public.owner AS k WHERE k.id = f.owner_id)';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.pet ADD COLUMN weight integer;
ALTER TABLE public.pet ADD CONSTRAINT "pet_Nick Name__keel_not_null" CHECK ("Nick Name" IS NOT NULL) NOT VALID;
ALTER TABLE public.pet ADD CONSTRAINT age_known CHECK (((age > 0) OR (found IS NULL))) NOT VALID;
ALTER TABLE public.pet ADD CONSTRAINT pet_weight_check CHECK ((weight > 0)) NOT VALID;
ALTER TABLE public.pet ADD CONSTRAINT pet_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.owner (id) NOT VALID;
-- Validate
ALTER TABLE public.pet VALIDATE CONSTRAINT "pet_Nick Name__keel_not_null";
ALTER TABLE public.pet VALIDATE CONSTRAINT age_known;
ALTER TABLE public.pet VALIDATE CONSTRAINT born_late;
ALTER TABLE public.pet VALIDATE CONSTRAINT pet_owner_id_fkey;
ALTER TABLE public.pet VALIDATE CONSTRAINT pet_weight_check;
-- AfterValidation
ALTER TABLE public.pet ALTER COLUMN "Nick Name" SET NOT NULL;
ALTER TABLE public.pet DROP CONSTRAINT "pet_Nick Name__keel_not_null";
