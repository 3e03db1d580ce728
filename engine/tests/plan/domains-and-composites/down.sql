-- Main
ALTER DOMAIN public.d RENAME TO d__keel_old;
CREATE DOMAIN public.d AS character varying(10) DEFAULT 'a'::character varying
    CONSTRAINT d_check CHECK (((VALUE)::text <> ''::text));
ALTER TABLE public.a ALTER COLUMN vs DROP DEFAULT;
ALTER TABLE public.a
    ALTER COLUMN v TYPE public.d,
    ALTER COLUMN vs TYPE public.d[];
ALTER TYPE public.pair DROP ATTRIBUTE z;
ALTER TYPE public.pair ALTER ATTRIBUTE x TYPE integer;
ALTER TYPE public.pair ADD ATTRIBUTE y text;
ALTER TABLE public.a ALTER COLUMN vs SET DEFAULT '{}'::public.d[];
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.d', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.d__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.d__keel_old;
