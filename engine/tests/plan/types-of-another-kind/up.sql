-- Main
ALTER DOMAIN public.email RENAME TO email__keel_old;
CREATE TYPE public.email AS ENUM ('a@b', 'c@d');
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE DOMAIN public.mood AS text
    CONSTRAINT mood_check CHECK ((VALUE <> ''::text));
ALTER TYPE public.pair RENAME TO pair__keel_old;
CREATE TYPE public.pair AS ENUM ('one', 'two');
ALTER TYPE public.part RENAME TO part__keel_old;
CREATE DOMAIN public.part AS text;
ALTER DOMAIN public.short RENAME TO short__keel_old;
CREATE TYPE public.short AS ENUM ('a', 'b');
ALTER TABLE public.person ALTER COLUMN mood DROP DEFAULT;
ALTER TABLE public.person ALTER COLUMN short DROP DEFAULT;
ALTER TABLE public.person DROP CONSTRAINT person_mood_check;
ALTER TABLE public.person
    ALTER COLUMN email TYPE public.email USING email::text::public.email,
    ALTER COLUMN mood TYPE public.mood,
    ALTER COLUMN moods TYPE public.mood[],
    ALTER COLUMN pair TYPE public.pair USING pair::text::public.pair,
    ALTER COLUMN part TYPE public.part,
    ALTER COLUMN short TYPE public.short USING short::text::public.short;
ALTER TABLE public.person ALTER COLUMN mood SET DEFAULT 'ok'::text;
ALTER TABLE public.person ALTER COLUMN short SET DEFAULT 'b'::public.short;
ALTER TABLE public.person ADD CONSTRAINT person_mood_check CHECK (((mood)::text <> 'sad'::text)) NOT VALID;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.email', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.email__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.email__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.mood', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.mood__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.mood__keel_old;
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
DROP TYPE public.part__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.short', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.short__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.short__keel_old;
DROP TYPE public.unused;
CREATE DOMAIN public.unused AS text;
-- Validate
ALTER TABLE public.person VALIDATE CONSTRAINT person_mood_check;
