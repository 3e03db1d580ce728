-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM (SELECT t, t.one::integer AS value FROM public.part AS t) AS of_domain WHERE NOT ((VALUE > 0));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.part have values in one that break the condition amount_check of public.amount, which is to hold: ' || broken,
            HINT = 'find them with SELECT t FROM (SELECT t, t.one::integer AS value FROM public.part AS t) AS of_domain WHERE NOT ((VALUE > 0))';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER DOMAIN public.amount SET NOT NULL;
ALTER DOMAIN public.amount ADD CONSTRAINT amount_check CHECK ((VALUE > 0)) NOT VALID;
-- Validate
ALTER DOMAIN public.amount VALIDATE CONSTRAINT amount_check;
