-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.c WHERE NOT ((n < 100));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.c break the constraint late, which is to hold: ' || broken,
            HINT = 'find them with SELECT * FROM public.c WHERE NOT ((n < 100))';
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
    SELECT pg_catalog.count(*) INTO broken FROM public.c WHERE NOT ((n > 1));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.c break the constraint n, which is to hold: ' || broken,
            HINT = 'find them with SELECT * FROM public.c WHERE NOT ((n > 1))';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.p GROUP BY a, b HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.p are equal in a, b, and are to be unique',
            HINT = 'find them with SELECT a, b, pg_catalog.count(*) FROM ONLY public.p GROUP BY a, b HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.c DROP CONSTRAINT c_d_excl;
ALTER TABLE public.c DROP CONSTRAINT n;
ALTER TABLE public.c ADD CONSTRAINT c_d_excl EXCLUDE USING gist (d WITH &&) WHERE ((n > 3));
ALTER TABLE public.c ADD CONSTRAINT n CHECK ((n > 1)) NOT VALID;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY p_a_b_key__keel_new ON public.p (a, b) NULLS NOT DISTINCT;
-- AttachIndex
ALTER TABLE public.c DROP CONSTRAINT c_a_b_fkey;
ALTER TABLE public.p DROP CONSTRAINT p_a_b_key;
ALTER TABLE public.p ADD CONSTRAINT p_a_b_key UNIQUE USING INDEX p_a_b_key__keel_new;
ALTER TABLE public.c ADD CONSTRAINT c_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.p (a, b) ON DELETE SET NULL (b) DEFERRABLE NOT VALID;
-- Validate
ALTER TABLE public.c VALIDATE CONSTRAINT c_a_b_fkey;
ALTER TABLE public.c VALIDATE CONSTRAINT late;
ALTER TABLE public.c VALIDATE CONSTRAINT n;
