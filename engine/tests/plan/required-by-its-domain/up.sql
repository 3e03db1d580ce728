-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM public.t) THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.t are there, which would have no value in the new column n',
            HINT = 'find them with SELECT * FROM public.t';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- EnumLabels
ALTER TYPE public.st ADD VALUE 'c';
-- Main
ALTER TABLE public.t ADD COLUMN n public.need;
ALTER TABLE public.t ALTER COLUMN s SET DEFAULT 'c'::public.st;
