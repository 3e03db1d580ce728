-- Main
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy');
ALTER DOMAIN public.feeling RENAME TO feeling__keel_old;
CREATE DOMAIN public.feeling AS public.mood
    CONSTRAINT feeling_check CHECK ((VALUE <> 'sad'::public.mood));
ALTER TABLE public.a ALTER COLUMN m DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN ms DROP DEFAULT;
ALTER TABLE public.a DROP CONSTRAINT a_check;
DROP INDEX public.a_id_idx;
ALTER TABLE public.a
    ALTER COLUMN f TYPE public.feeling USING f::text::public.feeling,
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN ms TYPE public.mood[] USING ms::text[]::public.mood[];
ALTER TABLE public.a ALTER COLUMN m SET DEFAULT 'ok'::public.mood;
ALTER TABLE public.a ALTER COLUMN ms SET DEFAULT '{ok}'::public.mood[];
ALTER TABLE public.a ADD CONSTRAINT a_check CHECK (((m <> 'happy'::public.mood) OR (id > 3))) NOT VALID;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.feeling', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.feeling__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.feeling__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.mood', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.mood__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.mood__keel_old;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY a_id_idx ON public.a (id) WHERE (m = 'ok'::public.mood);
-- Validate
ALTER TABLE public.a VALIDATE CONSTRAINT a_check;
