-- Main
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('ok');
ALTER DOMAIN public.moods RENAME TO moods__keel_old;
CREATE DOMAIN public.moods AS public.mood[];
ALTER TABLE public.person
    ALTER COLUMN before TYPE public.mood[] USING before::text[]::public.mood[],
    ALTER COLUMN now TYPE public.moods USING now::text[]::public.moods;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.moods', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.moods__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.moods__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.mood', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.mood__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.mood__keel_old;
