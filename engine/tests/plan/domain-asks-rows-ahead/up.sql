-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM (SELECT t, t.one::integer AS value FROM public.part AS t) AS of_domain WHERE NOT ((VALUE > 0));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.part have values in one that break the condition amount_is_positive of public.amount, which is to hold: ' || broken,
            HINT = 'find them with SELECT t FROM (SELECT t, t.one::integer AS value FROM public.part AS t) AS of_domain WHERE NOT ((VALUE > 0))';
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
    SELECT pg_catalog.count(*) INTO broken FROM (SELECT t, t.value::integer AS value FROM public.part AS t) AS of_domain WHERE NOT ((VALUE > 0));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.part have values in value that break the condition amount_is_positive of public.amount, which is to hold: ' || broken,
            HINT = 'find them with SELECT t FROM (SELECT t, t.value::integer AS value FROM public.part AS t) AS of_domain WHERE NOT ((VALUE > 0))';
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
    SELECT pg_catalog.count(*) INTO broken FROM (SELECT t, t.t::integer AS value FROM public.part AS t) AS of_domain WHERE NOT ((VALUE > 0));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.part have values in t that break the condition amount_is_positive of public.amount, which is to hold: ' || broken,
            HINT = 'find them with SELECT t FROM (SELECT t, t.t::integer AS value FROM public.part AS t) AS of_domain WHERE NOT ((VALUE > 0))';
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
    SELECT pg_catalog.count(*) INTO broken FROM (SELECT t, t.name::text COLLATE pg_catalog."C" AS value FROM public.part AS t) AS of_domain WHERE NOT ((VALUE >= 'a'::text));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.part have values in name that break the condition word_is_small of public.word, which is to hold: ' || broken,
            HINT = 'find them with SELECT t FROM (SELECT t, t.name::text COLLATE pg_catalog."C" AS value FROM public.part AS t) AS of_domain WHERE NOT ((VALUE >= ''a''::text))';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER DOMAIN public.amount ADD CONSTRAINT amount_is_positive CHECK ((VALUE > 0)) NOT VALID;
ALTER DOMAIN public.word ADD CONSTRAINT word_is_small CHECK ((VALUE >= 'a'::text)) NOT VALID;
-- Validate
ALTER DOMAIN public.amount VALIDATE CONSTRAINT amount_is_positive;
ALTER DOMAIN public.word VALIDATE CONSTRAINT word_is_small;
