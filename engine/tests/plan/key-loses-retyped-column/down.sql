-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.part WHERE number IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.part have NULL in number, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.part WHERE number IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
DROP INDEX public.part_number;
ALTER TABLE public.part ALTER COLUMN number TYPE integer USING number::integer;
ALTER TABLE public.part ADD CONSTRAINT part_number__keel_not_null CHECK (number IS NOT NULL) NOT VALID;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY part_pkey__keel_new ON public.part (id, number);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY part_number ON public.part (number, id);
-- Validate
ALTER TABLE public.part VALIDATE CONSTRAINT part_number__keel_not_null;
-- AfterValidation
ALTER TABLE public.part ALTER COLUMN number SET NOT NULL;
ALTER TABLE public.part DROP CONSTRAINT part_number__keel_not_null;
ALTER TABLE public.part DROP CONSTRAINT part_pkey;
ALTER TABLE public.part ADD CONSTRAINT part_pkey PRIMARY KEY USING INDEX part_pkey__keel_new;
