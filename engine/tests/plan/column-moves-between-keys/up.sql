-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.a WHERE y IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.a have NULL in y, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.a WHERE y IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.a WHERE y IS NOT NULL GROUP BY y HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.a are equal in y, and are to be unique',
            HINT = 'find them with SELECT y, pg_catalog.count(*) FROM ONLY public.a WHERE y IS NOT NULL GROUP BY y HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.a ADD COLUMN z integer;
ALTER TABLE public.a ADD CONSTRAINT a_y__keel_not_null CHECK (y IS NOT NULL) NOT VALID;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_pkey__keel_new ON public.a (y);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY k__keel_new ON public.a (y, z);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY i__keel_new ON public.a (z);
-- AttachIndex
ALTER TABLE public.a DROP CONSTRAINT k;
ALTER TABLE public.a ADD CONSTRAINT k UNIQUE USING INDEX k__keel_new;
DROP INDEX public.i;
ALTER INDEX public.i__keel_new RENAME TO i;
-- Validate
ALTER TABLE public.a VALIDATE CONSTRAINT a_y__keel_not_null;
-- AfterValidation
ALTER TABLE public.a ALTER COLUMN y SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT a_y__keel_not_null;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey__keel_new;
ALTER TABLE public.a ALTER COLUMN id DROP NOT NULL;
