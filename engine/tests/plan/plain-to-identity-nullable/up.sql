-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.a WHERE id IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.a have NULL in id, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.a WHERE id IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.a ADD CONSTRAINT a_id__keel_not_null CHECK (id IS NOT NULL) NOT VALID;
-- Validate
ALTER TABLE public.a VALIDATE CONSTRAINT a_id__keel_not_null;
-- AfterValidation
ALTER TABLE public.a ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT a_id__keel_not_null;
ALTER TABLE public.a ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (INCREMENT BY 2 START WITH 5);
SELECT pg_catalog.setval('public.a_id_seq', GREATEST(max(id), 5), COALESCE(max(id) >= 5, false)) FROM public.a WHERE id BETWEEN 1 AND 9223372036854775807;
