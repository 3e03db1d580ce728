-- Main
ALTER DOMAIN public.title RENAME TO title__keel_old;
CREATE DOMAIN public.title AS text;
ALTER TABLE public.book ALTER COLUMN title TYPE public.title[];
ALTER DOMAIN public.heading RENAME TO heading__keel_old;
CREATE DOMAIN public.heading AS public.title;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.heading', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.heading__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.heading__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.title', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.title__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.title__keel_old;
