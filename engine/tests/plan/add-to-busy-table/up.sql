-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.a WHERE name IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.a have NULL in name, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.a WHERE name IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.a WHERE email IS NOT NULL GROUP BY email HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.a are equal in email, and are to be unique',
            HINT = 'find them with SELECT email, pg_catalog.count(*) FROM ONLY public.a WHERE email IS NOT NULL GROUP BY email HAVING pg_catalog.count(*) > 1';
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
    SELECT pg_catalog.count(*) INTO broken FROM public.a WHERE NOT ((length(name) < 9));
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.a break the constraint short, which is to hold: ' || broken,
            HINT = 'find them with SELECT * FROM public.a WHERE NOT ((length(name) < 9))';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.a ADD COLUMN b_id integer;
ALTER TABLE public.a ADD CONSTRAINT a_name__keel_not_null CHECK (name IS NOT NULL) NOT VALID;
ALTER TABLE public.a ADD CONSTRAINT short CHECK ((length(name) < 9)) NOT VALID;
ALTER TABLE public.a ADD CONSTRAINT a_b_id_fkey FOREIGN KEY (b_id) REFERENCES public.b (id) NOT VALID;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_email_key ON public.a (email);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY a_name ON public.a (name);
-- AttachIndex
ALTER TABLE public.a ADD CONSTRAINT a_email_key UNIQUE USING INDEX a_email_key;
-- Validate
ALTER TABLE public.a VALIDATE CONSTRAINT a_name__keel_not_null;
ALTER TABLE public.a VALIDATE CONSTRAINT a_b_id_fkey;
ALTER TABLE public.a VALIDATE CONSTRAINT short;
-- AfterValidation
ALTER TABLE public.a ALTER COLUMN name SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT a_name__keel_not_null;
