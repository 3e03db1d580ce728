-- Main
ALTER DOMAIN public.d RENAME TO d__keel_old;
CREATE DOMAIN public.d AS character varying(20) DEFAULT 'b'::character varying NOT NULL
    CONSTRAINT other CHECK (((VALUE)::text <> 'x'::text));
ALTER TABLE public.a ALTER COLUMN vs DROP DEFAULT;
ALTER TABLE public.a
    ALTER COLUMN v TYPE public.d,
    ALTER COLUMN vs TYPE public.d[];
ALTER TYPE public.pair DROP ATTRIBUTE y;
ALTER TYPE public.pair ALTER ATTRIBUTE x TYPE bigint;
ALTER TYPE public.pair ADD ATTRIBUTE z text;
ALTER TABLE public.a ALTER COLUMN vs SET DEFAULT '{}'::public.d[];
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.d', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.d__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.d__keel_old;
