-- Main
ALTER DOMAIN public.word RENAME TO word__keel_old;
CREATE DOMAIN public.word AS text;
ALTER DOMAIN public.short_word RENAME TO short_word__keel_old;
CREATE DOMAIN public.short_word AS public.word
    CONSTRAINT short_word_check CHECK ((length((VALUE)::text) < 5));
ALTER TABLE public.part
    ALTER COLUMN name TYPE public.short_word USING name::text,
    ALTER COLUMN others TYPE public.short_word[] USING others::text[];
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.short_word', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.short_word__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.short_word__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.word', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.word__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.word__keel_old;
DROP EXTENSION citext;
