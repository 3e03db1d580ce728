-- Main
ALTER TYPE public.email RENAME TO email__keel_old;
CREATE DOMAIN public.email AS text
    CONSTRAINT email_check CHECK ((VALUE ~~ '%@%'::text))
    CONSTRAINT email_check1 CHECK ((length(VALUE) < 99));
ALTER DOMAIN public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
ALTER TYPE public.pair RENAME TO pair__keel_old;
CREATE TYPE public.pair AS (
    one integer,
    two integer
);
ALTER DOMAIN public.part RENAME TO part__keel_old;
CREATE TYPE public.part AS (
    code text,
    size integer
);
ALTER TYPE public.short RENAME TO short__keel_old;
CREATE DOMAIN public.short AS text;
ALTER TABLE public.person ALTER COLUMN mood DROP DEFAULT;
ALTER TABLE public.person ALTER COLUMN short DROP DEFAULT;
ALTER TABLE public.person DROP CONSTRAINT person_mood_check;
ALTER TABLE public.person
    ALTER COLUMN email TYPE public.email,
    ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood,
    ALTER COLUMN moods TYPE public.mood[] USING moods::text[]::public.mood[],
    ALTER COLUMN pair TYPE public.pair USING pair::text::public.pair,
    ALTER COLUMN part TYPE public.part USING part::text::public.part,
    ALTER COLUMN short TYPE public.short;
ALTER TABLE public.person ALTER COLUMN mood SET DEFAULT 'ok'::public.mood;
ALTER TABLE public.person ALTER COLUMN short SET DEFAULT 'a'::text;
ALTER TABLE public.person ADD CONSTRAINT person_mood_check CHECK ((mood <> 'sad'::public.mood)) NOT VALID;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.email', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.email__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.email__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.mood', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.mood__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.mood__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.pair', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.pair__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.pair__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.part', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.part__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.part__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.short', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.short__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.short__keel_old;
DROP DOMAIN public.unused;
CREATE TYPE public.unused AS ENUM ('a');
-- Validate
ALTER TABLE public.person VALIDATE CONSTRAINT person_mood_check;
