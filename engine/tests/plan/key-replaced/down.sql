-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    IF pg_catalog.row_security_active('public.a') THEN
        RETURN;
    END IF;
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.b AS f WHERE f.code IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public.a AS k WHERE k.code = f.code);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.b refer to none of public.a by the foreign key b_code_fkey, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.b AS f WHERE f.code IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public.a AS k WHERE k.code = f.code)';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_code_key__keel_new ON public.a (code);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_pkey__keel_new ON public.a (id);
-- AttachIndex
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;
ALTER TABLE public.a DROP CONSTRAINT a_code_key;
ALTER TABLE public.a ADD CONSTRAINT a_code_key UNIQUE USING INDEX a_code_key__keel_new;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey__keel_new;
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id) NOT VALID;
ALTER TABLE public.b ADD CONSTRAINT b_code_fkey FOREIGN KEY (code) REFERENCES public.a (code) NOT VALID;
-- Validate
ALTER TABLE public.b VALIDATE CONSTRAINT b_a_id_fkey;
ALTER TABLE public.b VALIDATE CONSTRAINT b_code_fkey;
