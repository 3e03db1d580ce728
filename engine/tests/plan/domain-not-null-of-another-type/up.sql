-- Main
ALTER DOMAIN public.amount RENAME TO amount__keel_old;
CREATE DOMAIN public.amount AS bigint NOT NULL;
ALTER TABLE public.part ALTER COLUMN amount TYPE public.amount;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.amount', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.amount__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.amount__keel_old;
