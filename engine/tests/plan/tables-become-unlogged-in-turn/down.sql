-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    IF pg_catalog.row_security_active('public.b') THEN
        RETURN;
    END IF;
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.stays AS f WHERE f.kept IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public.b AS k WHERE k.id = f.kept);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.stays refer to none of public.b by the foreign key stays_kept_fkey, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.stays AS f WHERE f.kept IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public.b AS k WHERE k.id = f.kept)';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.a SET LOGGED;
ALTER TABLE public.b SET LOGGED;
CREATE TABLE public.gone (
    id integer NOT NULL,
    a integer,
    CONSTRAINT gone_pkey PRIMARY KEY (id)
);
ALTER TABLE public.stays ADD COLUMN a integer;
ALTER TABLE public.gone ADD CONSTRAINT gone_a_fkey FOREIGN KEY (a) REFERENCES public.a (id);
ALTER TABLE public.stays ADD CONSTRAINT stays_a_fkey FOREIGN KEY (a) REFERENCES public.a (id) NOT VALID;
ALTER TABLE public.stays ADD CONSTRAINT stays_kept_fkey FOREIGN KEY (kept) REFERENCES public.b (id) NOT VALID;
-- Validate
ALTER TABLE public.stays VALIDATE CONSTRAINT stays_a_fkey;
ALTER TABLE public.stays VALIDATE CONSTRAINT stays_kept_fkey;
