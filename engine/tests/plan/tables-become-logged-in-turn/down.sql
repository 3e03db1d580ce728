-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.aims_at_gone AS f WHERE f.gone IS NOT NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.aims_at_gone refer to none of public.gone by the foreign key aims_at_gone_gone_fkey, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.aims_at_gone AS f WHERE f.gone IS NOT NULL';
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
    IF pg_catalog.row_security_active('public.stays') THEN
        RETURN;
    END IF;
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.b AS f WHERE f.kept IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public.stays AS k WHERE k.id = f.kept);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.b refer to none of public.stays by the foreign key b_kept_fkey, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.b AS f WHERE f.kept IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public.stays AS k WHERE k.id = f.kept)';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.a SET UNLOGGED;
ALTER TABLE public.aims_at_gone SET UNLOGGED;
ALTER TABLE public.b SET UNLOGGED;
ALTER TABLE public.circle_2 DROP CONSTRAINT circle_2_next_fkey;
ALTER TABLE public.circle_1 SET UNLOGGED;
ALTER TABLE public.circle_1 DROP CONSTRAINT circle_1_next_fkey;
ALTER TABLE public.circle_2 SET UNLOGGED;
ALTER TABLE public.b DROP COLUMN c;
ALTER TABLE public.c SET UNLOGGED;
CREATE UNLOGGED TABLE public.gone (
    id integer NOT NULL,
    CONSTRAINT gone_pkey PRIMARY KEY (id)
);
ALTER TABLE public.b ADD COLUMN stays integer;
ALTER TABLE public.aims_at_gone ADD CONSTRAINT aims_at_gone_gone_fkey FOREIGN KEY (gone) REFERENCES public.gone (id) NOT VALID;
ALTER TABLE public.b ADD CONSTRAINT b_kept_fkey FOREIGN KEY (kept) REFERENCES public.stays (id) NOT VALID;
ALTER TABLE public.b ADD CONSTRAINT b_stays_fkey FOREIGN KEY (stays) REFERENCES public.stays (id) NOT VALID;
ALTER TABLE public.circle_1 ADD CONSTRAINT circle_1_next_fkey FOREIGN KEY (next) REFERENCES public.circle_2 (id) NOT VALID;
ALTER TABLE public.circle_2 ADD CONSTRAINT circle_2_next_fkey FOREIGN KEY (next) REFERENCES public.circle_1 (id) NOT VALID;
-- Validate
ALTER TABLE public.aims_at_gone VALIDATE CONSTRAINT aims_at_gone_gone_fkey;
ALTER TABLE public.b VALIDATE CONSTRAINT b_kept_fkey;
ALTER TABLE public.b VALIDATE CONSTRAINT b_stays_fkey;
ALTER TABLE public.circle_1 VALIDATE CONSTRAINT circle_1_next_fkey;
ALTER TABLE public.circle_2 VALIDATE CONSTRAINT circle_2_next_fkey;
