-- Main
ALTER DOMAIN public.amount RENAME TO amount__keel_old;
CREATE DOMAIN public.amount AS integer;
ALTER DOMAIN public.content RENAME TO content__keel_old;
CREATE DOMAIN public.content AS bytea;
ALTER DOMAIN public.flag RENAME TO flag__keel_old;
CREATE DOMAIN public.flag AS integer;
ALTER TYPE public.part RENAME TO part__keel_old;
CREATE TYPE public.part AS (
    flag public.flag,
    note character varying(5),
    amount public.amount
);
ALTER DOMAIN public.size RENAME TO size__keel_old;
CREATE DOMAIN public.size AS integer;
ALTER TABLE public.item
    ALTER COLUMN amount TYPE public.amount,
    ALTER COLUMN content TYPE public.content USING content::public.content,
    ALTER COLUMN flag TYPE public.flag USING flag::public.flag,
    ALTER COLUMN flags TYPE public.flag[] USING flags::public.flag[],
    ALTER COLUMN part TYPE public.part USING CASE WHEN part IS DISTINCT FROM NULL THEN ROW((part).flag::public.flag, (part).note::text, (part).amount::public.amount)::text::public.part END,
    ALTER COLUMN size TYPE public.size;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.content', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.content__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.content__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.part', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.part__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.part__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.amount', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.amount__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.amount__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.flag', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.flag__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.flag__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.size', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.size__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.size__keel_old;
