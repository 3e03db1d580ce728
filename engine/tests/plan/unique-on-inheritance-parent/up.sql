-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.account GROUP BY id HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.account are equal in id, and are to be unique',
            HINT = 'find them with SELECT id, pg_catalog.count(*) FROM ONLY public.account GROUP BY id HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.account WHERE email IS NOT NULL GROUP BY email HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.account are equal in email, and are to be unique',
            HINT = 'find them with SELECT email, pg_catalog.count(*) FROM ONLY public.account WHERE email IS NOT NULL GROUP BY email HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY account_id_key ON public.account (id);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY account_email ON public.account (email);
-- AttachIndex
ALTER TABLE public.account ADD CONSTRAINT account_id_key UNIQUE USING INDEX account_id_key;
