-- Main
CREATE SCHEMA old;
COMMENT ON DOMAIN public.amount IS 'how many';
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('sad');
CREATE TYPE old.entry AS (
    amounts public.amount[],
    mood public.mood
);
ALTER DOMAIN public.entries RENAME TO entries__keel_old;
CREATE DOMAIN public.entries AS old.entry;
ALTER TABLE public.diary ALTER COLUMN entry TYPE public.entries USING entry::text::public.entries;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.entries', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.entries__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.entries__keel_old;
DROP TYPE public.entry;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.mood', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.mood__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.mood__keel_old;
