-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.part WHERE one IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.part have NULL in one, and public.amount is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.part WHERE one IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- EnumLabels
ALTER TYPE public.mood ADD VALUE 'ok';
-- Main
ALTER DOMAIN public.amount SET NOT NULL;
