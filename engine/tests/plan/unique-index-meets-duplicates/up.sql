-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.person WHERE email IS NOT NULL GROUP BY email, org HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.person are equal in email, org, and are to be unique',
            HINT = 'find them with SELECT email, org, pg_catalog.count(*) FROM ONLY public.person WHERE email IS NOT NULL GROUP BY email, org HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.person WHERE "Full Name" IS NOT NULL GROUP BY "Full Name" HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.person are equal in "Full Name", and are to be unique',
            HINT = 'find them with SELECT "Full Name", pg_catalog.count(*) FROM ONLY public.person WHERE "Full Name" IS NOT NULL GROUP BY "Full Name" HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.person WHERE (active) AND CASE WHEN active THEN (lower(nick)) END IS DISTINCT FROM NULL GROUP BY org, CASE WHEN active THEN (lower(nick)) END HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.person are equal in org, (lower(nick)), and are to be unique',
            HINT = 'find them with SELECT org, CASE WHEN active THEN (lower(nick)) END, pg_catalog.count(*) FROM ONLY public.person WHERE (active) AND CASE WHEN active THEN (lower(nick)) END IS DISTINCT FROM NULL GROUP BY org, CASE WHEN active THEN (lower(nick)) END HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.person ADD COLUMN phone text;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY person_email_org_key ON public.person (email, org);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY person_phone_key ON public.person (phone);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY person_name ON public.person ("Full Name");
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY person_nick ON public.person (org, (lower(nick))) WHERE active;
-- AttachIndex
ALTER TABLE public.person ADD CONSTRAINT person_email_org_key UNIQUE USING INDEX person_email_org_key;
ALTER TABLE public.person ADD CONSTRAINT person_phone_key UNIQUE USING INDEX person_phone_key;
