-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.part GROUP BY id HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.part are equal in id, and are to be unique',
            HINT = 'find them with SELECT id, pg_catalog.count(*) FROM ONLY public.part GROUP BY id HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
DROP INDEX public.part_number;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY part_pkey__keel_new ON public.part (id);
-- AttachIndex
ALTER TABLE public.part DROP CONSTRAINT part_pkey;
ALTER TABLE public.part ADD CONSTRAINT part_pkey PRIMARY KEY USING INDEX part_pkey__keel_new;
ALTER TABLE public.part ALTER COLUMN number TYPE text;
ALTER TABLE public.part ALTER COLUMN number DROP NOT NULL;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY part_number ON public.part (number);
