-- Main
ALTER DOMAIN public.code RENAME TO code__keel_old;
CREATE DOMAIN public.code AS text
    CONSTRAINT code_check CHECK ((VALUE <> ''::text));
ALTER DOMAIN public.codes RENAME TO codes__keel_old;
CREATE DOMAIN public.codes AS public.code[];
ALTER DOMAIN public.ratio RENAME TO ratio__keel_old;
CREATE DOMAIN public.ratio AS double precision;
ALTER DOMAIN public.title RENAME TO title__keel_old;
CREATE DOMAIN public.title AS text;
ALTER DOMAIN public.heading RENAME TO heading__keel_old;
CREATE DOMAIN public.heading AS public.title;
ALTER DOMAIN public.weight RENAME TO weight__keel_old;
CREATE DOMAIN public.weight AS numeric(6,3);
ALTER TABLE public.book
    ALTER COLUMN codes TYPE public.codes,
    ALTER COLUMN heading TYPE public.heading,
    ALTER COLUMN ratio TYPE public.ratio,
    ALTER COLUMN shelves TYPE public.codes[],
    ALTER COLUMN title TYPE public.title,
    ALTER COLUMN titles TYPE public.title[],
    ALTER COLUMN weight TYPE public.weight;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.codes', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.codes__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.codes__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.code', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.code__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.code__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.heading', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.heading__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.heading__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.ratio', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.ratio__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.ratio__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.title', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.title__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.title__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.weight', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.weight__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.weight__keel_old;
