-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    IF pg_catalog.row_security_active('public.k') THEN
        RETURN;
    END IF;
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.t AS f WHERE NOT EXISTS (SELECT FROM ONLY public.k AS k WHERE k.id = f.k_id);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.t refer to none of public.k by the foreign key t_k_id_fkey, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.t AS f WHERE NOT EXISTS (SELECT FROM ONLY public.k AS k WHERE k.id = f.k_id)';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.t ADD CONSTRAINT t_k_id_fkey FOREIGN KEY (k_id) REFERENCES public.k (id) NOT VALID;
-- Validate
ALTER TABLE public.t VALIDATE CONSTRAINT t_k_id_fkey;
