-- Main
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('ok');
ALTER TYPE public.inner_one RENAME TO inner_one__keel_old;
CREATE TYPE public.inner_one AS (
    mood public.mood,
    number text
);
ALTER TYPE public.outer_one DROP ATTRIBUTE gone;
ALTER TYPE public.outer_one RENAME TO outer_one__keel_old;
CREATE TYPE public.outer_one AS (
    inner_one public.inner_one,
    moods public.mood[]
);
ALTER DOMAIN public.over RENAME TO over__keel_old;
CREATE DOMAIN public.over AS public.outer_one;
ALTER TABLE public.other ADD COLUMN one public.inner_one[];
ALTER TABLE public.other ADD COLUMN over public.over;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.over', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.over__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.over__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.outer_one', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.outer_one__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.outer_one__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.inner_one', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.inner_one__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.inner_one__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.mood', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.mood__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.mood__keel_old;
