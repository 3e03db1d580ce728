-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.p WHERE NOT ((a > 0));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.p break the constraint pos, which is to hold: ' || broken,
            HINT = 'find them with SELECT * FROM public.p WHERE NOT ((a > 0))';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.p DROP CONSTRAINT pos;
ALTER TABLE public.p ADD CONSTRAINT pos CHECK ((a > 0)) NOT VALID;
-- Validate
ALTER TABLE public.p VALIDATE CONSTRAINT pos;
