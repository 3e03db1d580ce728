-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM public.person) THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.person are there, which would have no value in the new column "Full Name"',
            HINT = 'find them with SELECT * FROM public.person';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- EnumLabels
ALTER TYPE public.mood ADD VALUE 'ok';
-- Main
ALTER TABLE public.person ADD COLUMN "Full Name" text NOT NULL;
