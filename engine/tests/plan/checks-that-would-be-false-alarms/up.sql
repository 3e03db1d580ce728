-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.setting WHERE (active) AND CASE WHEN active THEN ((1)) END IS DISTINCT FROM NULL GROUP BY CASE WHEN active THEN ((1)) END HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.setting are equal in ((1)), and are to be unique',
            HINT = 'find them with SELECT CASE WHEN active THEN ((1)) END, pg_catalog.count(*) FROM ONLY public.setting WHERE (active) AND CASE WHEN active THEN ((1)) END IS DISTINCT FROM NULL GROUP BY CASE WHEN active THEN ((1)) END HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.setting WHERE ((true)) IS DISTINCT FROM NULL GROUP BY COALESCE(((true))) HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.setting are equal in ((true)), and are to be unique',
            HINT = 'find them with SELECT COALESCE(((true))), pg_catalog.count(*) FROM ONLY public.setting WHERE ((true)) IS DISTINCT FROM NULL GROUP BY COALESCE(((true))) HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- EnumLabels
ALTER TYPE public.mood ADD VALUE 'ok';
-- Main
ALTER TABLE public.setting ADD COLUMN number public.lucky NOT NULL;
ALTER TABLE public.setting ALTER COLUMN mood SET DEFAULT 'ok'::public.mood;
ALTER TABLE public.setting ADD CONSTRAINT setting_code_fkey FOREIGN KEY (code) REFERENCES public.code (id) NOT VALID;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY one_active ON public.setting (((1))) WHERE active;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY only_one ON public.setting (((true)));
-- Validate
ALTER TABLE public.setting VALIDATE CONSTRAINT setting_code_fkey;
