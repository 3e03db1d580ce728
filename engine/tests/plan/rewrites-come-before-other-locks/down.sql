-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    IF pg_catalog.row_security_active('public."user"') THEN
        RETURN;
    END IF;
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.organization AS f WHERE f.owner IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public."user" AS k WHERE k.id = f.owner);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.organization refer to none of public."user" by the foreign key owner, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.organization AS f WHERE f.owner IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public."user" AS k WHERE k.id = f.owner)';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.notes ALTER COLUMN body DROP DEFAULT;
ALTER TABLE public.notes ALTER COLUMN body TYPE character varying(10);
ALTER TABLE public.tickets ALTER COLUMN weight DROP DEFAULT;
ALTER TABLE public.tickets
    ALTER COLUMN id TYPE integer,
    ALTER COLUMN weight TYPE integer;
ALTER TABLE public.notes ALTER COLUMN body SET DEFAULT ''::character varying;
ALTER TABLE public.tickets ALTER COLUMN weight SET DEFAULT 1;
ALTER TABLE public.organization ADD CONSTRAINT owner FOREIGN KEY (owner) REFERENCES public."user" (id) NOT VALID;
-- Validate
ALTER TABLE public.organization VALIDATE CONSTRAINT owner;
-- Remove
ALTER TABLE public.organization DROP COLUMN name;
