-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.pet WHERE age IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.pet have NULL in age, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.pet WHERE age IS NULL';
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
    SELECT pg_catalog.count(*) INTO broken FROM public.pet WHERE at IS NOT DISTINCT FROM NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.pet have NULL in at, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.pet WHERE at IS NOT DISTINCT FROM NULL';
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
    SELECT pg_catalog.count(*) INTO broken FROM public.pet WHERE name IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.pet have NULL in name, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.pet WHERE name IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.pet ALTER COLUMN age TYPE bigint;
ALTER TABLE public.pet ADD CONSTRAINT pet_age__keel_not_null CHECK (age IS NOT NULL) NOT VALID;
ALTER TABLE public.pet ADD CONSTRAINT pet_at__keel_not_null CHECK (at IS DISTINCT FROM NULL) NOT VALID;
ALTER TABLE public.pet ADD CONSTRAINT pet_name__keel_not_null CHECK (name IS NOT NULL) NOT VALID;
-- Validate
ALTER TABLE public.pet VALIDATE CONSTRAINT pet_age__keel_not_null;
ALTER TABLE public.pet VALIDATE CONSTRAINT pet_at__keel_not_null;
ALTER TABLE public.pet VALIDATE CONSTRAINT pet_name__keel_not_null;
-- AfterValidation
ALTER TABLE public.pet ALTER COLUMN age SET NOT NULL;
ALTER TABLE public.pet DROP CONSTRAINT pet_age__keel_not_null;
ALTER TABLE public.pet ALTER COLUMN at SET NOT NULL;
ALTER TABLE public.pet DROP CONSTRAINT pet_at__keel_not_null;
ALTER TABLE public.pet ALTER COLUMN name SET NOT NULL;
ALTER TABLE public.pet DROP CONSTRAINT pet_name__keel_not_null;
