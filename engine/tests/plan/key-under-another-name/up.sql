-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.moved GROUP BY number HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.moved are equal in number, and are to be unique',
            HINT = 'find them with SELECT number, pg_catalog.count(*) FROM ONLY public.moved GROUP BY number HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.part GROUP BY c HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.part are equal in c, and are to be unique',
            HINT = 'find them with SELECT c, pg_catalog.count(*) FROM ONLY public.part GROUP BY c HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.part DROP CONSTRAINT two;
ALTER TABLE public.part ALTER COLUMN b TYPE bigint;
ALTER TABLE public.part DROP CONSTRAINT three;
ALTER TABLE public.part ADD CONSTRAINT another UNIQUE (b);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY moved_number ON public.moved (number);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY free ON public.part (c);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY other ON public.part (a);
-- AttachIndex
ALTER TABLE public.moved DROP CONSTRAINT moved_pkey;
ALTER TABLE public.part DROP CONSTRAINT one;
ALTER TABLE public.moved ADD CONSTRAINT moved_number PRIMARY KEY USING INDEX moved_number;
ALTER TABLE public.part ADD CONSTRAINT free UNIQUE USING INDEX free;
ALTER TABLE public.part ADD CONSTRAINT other PRIMARY KEY USING INDEX other;
-- Remove
ALTER TABLE public.moved DROP COLUMN id;
