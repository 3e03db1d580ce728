-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt WHERE a IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt have NULL in a, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt WHERE a IS NULL';
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
    SELECT pg_catalog.count(*) INTO broken FROM public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt WHERE b IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt have NULL in b, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt WHERE b IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt ADD CONSTRAINT ttttttttttttttttttttttttttttttttttttttt_2bd3c0ff__keel_not_null CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt ADD CONSTRAINT ttttttttttttttttttttttttttttttttttttttt_2cd3c292__keel_not_null CHECK (b IS NOT NULL) NOT VALID;
-- Validate
ALTER TABLE public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt VALIDATE CONSTRAINT ttttttttttttttttttttttttttttttttttttttt_2bd3c0ff__keel_not_null;
ALTER TABLE public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt VALIDATE CONSTRAINT ttttttttttttttttttttttttttttttttttttttt_2cd3c292__keel_not_null;
-- AfterValidation
ALTER TABLE public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt DROP CONSTRAINT ttttttttttttttttttttttttttttttttttttttt_2bd3c0ff__keel_not_null;
ALTER TABLE public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt DROP CONSTRAINT ttttttttttttttttttttttttttttttttttttttt_2cd3c292__keel_not_null;
