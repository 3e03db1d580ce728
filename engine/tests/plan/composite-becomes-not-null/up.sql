-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.ship WHERE berth IS NOT DISTINCT FROM NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.ship have NULL in berth, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.ship WHERE berth IS NOT DISTINCT FROM NULL';
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
    SELECT pg_catalog.count(*) INTO broken FROM public.ship WHERE home IS NOT DISTINCT FROM NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.ship have NULL in home, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.ship WHERE home IS NOT DISTINCT FROM NULL';
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
    SELECT pg_catalog.count(*) INTO broken FROM public.ship WHERE name IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.ship have NULL in name, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.ship WHERE name IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.ship ADD CONSTRAINT ship_berth__keel_not_null CHECK (berth IS DISTINCT FROM NULL) NOT VALID;
ALTER TABLE public.ship ADD CONSTRAINT ship_home__keel_not_null CHECK (home IS DISTINCT FROM NULL) NOT VALID;
ALTER TABLE public.ship ADD CONSTRAINT ship_name__keel_not_null CHECK (name IS NOT NULL) NOT VALID;
-- Validate
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_berth__keel_not_null;
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_home__keel_not_null;
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_name__keel_not_null;
-- AfterValidation
ALTER TABLE public.ship ALTER COLUMN berth SET NOT NULL;
ALTER TABLE public.ship DROP CONSTRAINT ship_berth__keel_not_null;
ALTER TABLE public.ship ALTER COLUMN home SET NOT NULL;
ALTER TABLE public.ship DROP CONSTRAINT ship_home__keel_not_null;
ALTER TABLE public.ship ALTER COLUMN name SET NOT NULL;
ALTER TABLE public.ship DROP CONSTRAINT ship_name__keel_not_null;
