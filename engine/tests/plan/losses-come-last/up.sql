-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.person WHERE email IS NOT NULL GROUP BY email HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.person are equal in email, and are to be unique',
            HINT = 'find them with SELECT email, pg_catalog.count(*) FROM ONLY public.person WHERE email IS NOT NULL GROUP BY email HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.person ADD COLUMN nick text;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY person_email ON public.person (email);
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY public.person_phone_size;
-- Remove
ALTER TABLE public.person DROP COLUMN old_id;
ALTER TABLE public.person DROP COLUMN phone;
ALTER TABLE public.person DROP COLUMN size;
DROP TABLE public.old;
DROP TYPE public.size;
