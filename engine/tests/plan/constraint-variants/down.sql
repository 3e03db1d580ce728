-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    IF pg_catalog.row_security_active('public.p') THEN
        RETURN;
    END IF;
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.c AS f WHERE (f.a IS NOT NULL OR f.b IS NOT NULL) AND NOT EXISTS (SELECT FROM ONLY public.p AS k WHERE k.a = f.a AND k.b = f.b);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.c refer to none of public.p by the foreign key c_a_b_fkey, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.c AS f WHERE (f.a IS NOT NULL OR f.b IS NOT NULL) AND NOT EXISTS (SELECT FROM ONLY public.p AS k WHERE k.a = f.a AND k.b = f.b)';
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
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.c WHERE NOT ((n > 0));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.c break the constraint n, which is to hold: ' || broken,
            HINT = 'find them with SELECT * FROM ONLY public.c WHERE NOT ((n > 0))';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.c DROP CONSTRAINT c_d_excl;
ALTER TABLE public.c DROP CONSTRAINT late;
ALTER TABLE public.c DROP CONSTRAINT n;
ALTER TABLE public.c ADD CONSTRAINT c_d_excl EXCLUDE USING gist (d WITH &&);
ALTER TABLE public.c ADD CONSTRAINT late CHECK ((n < 100)) NOT VALID;
ALTER TABLE public.c ADD CONSTRAINT n CHECK ((n > 0)) NO INHERIT NOT VALID;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY p_a_b_key__keel_new ON public.p (a, b);
-- AttachIndex
ALTER TABLE public.c DROP CONSTRAINT c_a_b_fkey;
ALTER TABLE public.p DROP CONSTRAINT p_a_b_key;
ALTER TABLE public.p ADD CONSTRAINT p_a_b_key UNIQUE USING INDEX p_a_b_key__keel_new;
ALTER TABLE public.c ADD CONSTRAINT c_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.p (a, b) MATCH FULL ON UPDATE CASCADE NOT VALID;
-- Validate
ALTER TABLE public.c VALIDATE CONSTRAINT c_a_b_fkey;
ALTER TABLE public.c VALIDATE CONSTRAINT n;
