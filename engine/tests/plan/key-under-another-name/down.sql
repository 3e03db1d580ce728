-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.part WHERE d IS NOT NULL GROUP BY d HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.part are equal in d, and are to be unique',
            HINT = 'find them with SELECT d, pg_catalog.count(*) FROM ONLY public.part WHERE d IS NOT NULL GROUP BY d HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER TABLE public.part DROP CONSTRAINT another;
ALTER TABLE public.part ALTER COLUMN b TYPE integer;
ALTER TABLE public.part DROP CONSTRAINT free;
ALTER TABLE public.moved ADD COLUMN id integer NOT NULL;
ALTER TABLE public.part ADD CONSTRAINT two UNIQUE (b);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY moved_pkey ON public.moved (id);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY one ON public.part (a);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY three ON public.part (d);
-- AttachIndex
ALTER TABLE public.moved DROP CONSTRAINT moved_number;
ALTER TABLE public.part DROP CONSTRAINT other;
ALTER TABLE public.moved ADD CONSTRAINT moved_pkey PRIMARY KEY USING INDEX moved_pkey;
ALTER TABLE public.part ADD CONSTRAINT one PRIMARY KEY USING INDEX one;
ALTER TABLE public.part ADD CONSTRAINT three UNIQUE USING INDEX three;
