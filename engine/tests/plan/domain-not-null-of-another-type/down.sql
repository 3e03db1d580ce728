-- Main
ALTER DOMAIN public.amount RENAME TO amount__keel_old;
CREATE DOMAIN public.amount AS integer NOT NULL;
ALTER TABLE public.part ALTER COLUMN amount TYPE public.amount;
DO $owner$
BEGIN
    EXECUTE (SELECT format('ALTER TYPE %s OWNER TO %I', 'public.amount', pg_get_userbyid(typowner))
             FROM pg_type WHERE oid = 'public.amount__keel_old'::regtype);
END
$owner$;
DROP DOMAIN public.amount__keel_old;
