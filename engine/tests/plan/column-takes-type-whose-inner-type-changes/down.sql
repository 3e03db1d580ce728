-- Main
ALTER TABLE public.kitchen ALTER COLUMN laid DROP DEFAULT;
ALTER TABLE public.kitchen
    ALTER COLUMN laid TYPE text,
    ALTER COLUMN tray TYPE text;
ALTER TYPE public.item RENAME TO item__keel_old;
CREATE TYPE public.item AS (
    name text,
    count bigint
);
ALTER TYPE public.tray RENAME TO tray__keel_old;
CREATE TYPE public.tray AS (
    items public.item[],
    place text
);
ALTER DOMAIN public.laid RENAME TO laid__keel_old;
CREATE DOMAIN public.laid AS public.tray;
ALTER TABLE public.kitchen ALTER COLUMN laid SET DEFAULT 'none'::text;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.laid', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.laid__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.laid__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.tray', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.tray__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.tray__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.item', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.item__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.item__keel_old;
