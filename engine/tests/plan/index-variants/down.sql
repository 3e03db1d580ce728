-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.a WHERE id IS NOT NULL GROUP BY id HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.a are equal in id, and are to be unique',
            HINT = 'find them with SELECT id, pg_catalog.count(*) FROM ONLY public.a WHERE id IS NOT NULL GROUP BY id HAVING pg_catalog.count(*) > 1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- Main
ALTER INDEX public.w SET (fillfactor = 70);
COMMENT ON INDEX public.w IS NULL;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY gone ON public.a (t, id);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY i__keel_new ON public.a (t);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY j__keel_new ON public.a USING gin (j);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY u__keel_new ON public.a (id);
-- AttachIndex
DROP INDEX public.i;
ALTER INDEX public.i__keel_new RENAME TO i;
DROP INDEX public.j;
ALTER INDEX public.j__keel_new RENAME TO j;
DROP INDEX public.u;
ALTER INDEX public.u__keel_new RENAME TO u;
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY public."New One";
