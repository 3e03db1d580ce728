-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.visit AS f WHERE f.fresh IS NOT NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.visit refer to none of public.fresh by the foreign key visit_fresh_fkey, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.visit AS f WHERE f.fresh IS NOT NULL';
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
    IF pg_catalog.row_security_active('public.place') THEN
        RETURN;
    END IF;
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.visit AS f WHERE f.number IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public.place AS k WHERE k.number = f.number);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.visit refer to none of public.place by the foreign key visit_number_fkey, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.visit AS f WHERE f.number IS NOT NULL AND NOT EXISTS (SELECT FROM ONLY public.place AS k WHERE k.number = f.number)';
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
    IF pg_catalog.row_security_active('public.place') THEN
        RETURN;
    END IF;
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.visit AS f WHERE (f.country IS NOT NULL OR f.city IS NOT NULL) AND NOT EXISTS (SELECT FROM ONLY public.place AS k WHERE k.country = f.country AND k.city = f.city);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            MESSAGE = 'rows of public.visit refer to none of public.place by the foreign key whole, which is to hold: ' || broken,
            HINT = 'find them with SELECT f.* FROM ONLY public.visit AS f WHERE (f.country IS NOT NULL OR f.city IS NOT NULL) AND NOT EXISTS (SELECT FROM ONLY public.place AS k WHERE k.country = f.country AND k.city = f.city)';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
CREATE TABLE public.fresh (
    id integer NOT NULL,
    CONSTRAINT fresh_pkey PRIMARY KEY (id)
);
ALTER TABLE public.visit ADD COLUMN later integer;
ALTER TABLE public.visit ADD CONSTRAINT other FOREIGN KEY (other_country, other_city) REFERENCES public.place (country, city) NOT VALID;
ALTER TABLE public.visit ADD CONSTRAINT visit_fresh_fkey FOREIGN KEY (fresh) REFERENCES public.fresh (id) NOT VALID;
ALTER TABLE public.visit ADD CONSTRAINT visit_later_fkey FOREIGN KEY (later) REFERENCES public.fresh (id) NOT VALID;
ALTER TABLE public.visit ADD CONSTRAINT visit_number_fkey FOREIGN KEY (number) REFERENCES public.place (number) NOT VALID;
ALTER TABLE public.visit ADD CONSTRAINT whole FOREIGN KEY (country, city) REFERENCES public.place (country, city) MATCH FULL NOT VALID;
-- Validate
ALTER TABLE public.visit VALIDATE CONSTRAINT other;
ALTER TABLE public.visit VALIDATE CONSTRAINT visit_fresh_fkey;
ALTER TABLE public.visit VALIDATE CONSTRAINT visit_later_fkey;
ALTER TABLE public.visit VALIDATE CONSTRAINT visit_number_fkey;
ALTER TABLE public.visit VALIDATE CONSTRAINT whole;
