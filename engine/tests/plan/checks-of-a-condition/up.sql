-- Check
DO $check$
#variable_conflict use_column
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.pet WHERE NOT ((age > found));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.pet break the constraint "Age", which is to hold: ' || broken,
            HINT = 'find them with SELECT * FROM public.pet WHERE NOT ((age > found))';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.pet ADD CONSTRAINT "Age" CHECK ((age > found)) NOT VALID;
-- Validate
ALTER TABLE public.pet VALIDATE CONSTRAINT "Age";
