-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.b WHERE m IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.b have NULL in m, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.b WHERE m IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.a DROP CONSTRAINT low;
ALTER TABLE public.c ALTER COLUMN size SET EXPRESSION AS ((n * 3));
ALTER TABLE public.b ADD CONSTRAINT b_m__keel_not_null CHECK (m IS NOT NULL) NOT VALID;
ALTER TABLE public.a DROP COLUMN size;
ALTER TABLE public.a ADD COLUMN size integer GENERATED ALWAYS AS ((n * 3)) VIRTUAL;
ALTER TABLE public.a ADD CONSTRAINT low CHECK ((size > 1)) NOT VALID;
ALTER TABLE public.b DROP COLUMN size;
ALTER TABLE public.b ADD COLUMN size integer GENERATED ALWAYS AS ((n * 3)) VIRTUAL;
-- Validate
ALTER TABLE public.b VALIDATE CONSTRAINT b_m__keel_not_null;
ALTER TABLE public.a VALIDATE CONSTRAINT low;
-- AfterValidation
ALTER TABLE public.b ALTER COLUMN m SET NOT NULL;
ALTER TABLE public.b DROP CONSTRAINT b_m__keel_not_null;
