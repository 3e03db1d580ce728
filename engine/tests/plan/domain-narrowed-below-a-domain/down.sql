-- Main
ALTER DOMAIN public.title RENAME TO title__keel_old;
CREATE DOMAIN public.title AS text;
ALTER DOMAIN public.heading RENAME TO heading__keel_old;
CREATE DOMAIN public.heading AS public.title;
ALTER TABLE public.book ALTER COLUMN title TYPE public.heading;
DO $owner$
BEGIN
    EXECUTE (SELECT format('ALTER TYPE %s OWNER TO %I', 'public.heading', pg_get_userbyid(typowner))
             FROM pg_type WHERE oid = 'public.heading__keel_old'::regtype);
END
$owner$;
DROP DOMAIN public.heading__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT format('ALTER TYPE %s OWNER TO %I', 'public.title', pg_get_userbyid(typowner))
             FROM pg_type WHERE oid = 'public.title__keel_old'::regtype);
END
$owner$;
DROP DOMAIN public.title__keel_old;
