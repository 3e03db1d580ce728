-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.a WHERE note IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.a have NULL in note, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.a WHERE note IS NULL';
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
    SELECT pg_catalog.count(*) INTO broken FROM public.a WHERE number IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.a have NULL in number, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.a WHERE number IS NULL';
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
    SELECT pg_catalog.count(*) INTO broken FROM public.a WHERE unchecked IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.a have NULL in unchecked, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.a WHERE unchecked IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
CREATE SEQUENCE public.a_number_seq;
ALTER TABLE public.a ALTER COLUMN note SET DEFAULT 'new'::text;
ALTER TABLE public.a ALTER COLUMN number SET DEFAULT nextval('public.a_number_seq'::regclass);
SELECT pg_catalog.setval('public.a_number_seq', COALESCE(max(number), 1), max(number) IS NOT NULL) FROM public.a WHERE number BETWEEN 1 AND 9223372036854775807;
ALTER TABLE public.a ALTER COLUMN unchecked SET DEFAULT 'z'::text;
ALTER TABLE public.a ADD CONSTRAINT a_note__keel_not_null CHECK (note IS NOT NULL) NOT VALID;
ALTER TABLE public.a ADD CONSTRAINT a_number__keel_not_null CHECK (number IS NOT NULL) NOT VALID;
ALTER TABLE public.a ADD CONSTRAINT a_unchecked__keel_not_null CHECK (unchecked IS NOT NULL) NOT VALID;
ALTER SEQUENCE public.a_number_seq OWNED BY public.a.number;
-- Validate
ALTER TABLE public.a VALIDATE CONSTRAINT a_note__keel_not_null;
ALTER TABLE public.a VALIDATE CONSTRAINT a_number__keel_not_null;
ALTER TABLE public.a VALIDATE CONSTRAINT a_unchecked__keel_not_null;
-- AfterValidation
ALTER TABLE public.a ALTER COLUMN note SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT a_note__keel_not_null;
ALTER TABLE public.a ALTER COLUMN number SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT a_number__keel_not_null;
ALTER TABLE public.a ALTER COLUMN unchecked SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT a_unchecked__keel_not_null;
