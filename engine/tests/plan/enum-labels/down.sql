-- Main
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
ALTER TABLE public.a ALTER COLUMN m DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN ms DROP DEFAULT;
DROP INDEX public.a_id_idx;
ALTER TABLE public.a ALTER COLUMN m TYPE public.mood USING m::text::public.mood;
ALTER TABLE public.a ALTER COLUMN ms TYPE public.mood[] USING ms::text[]::public.mood[];
ALTER TABLE public.a ALTER COLUMN m SET DEFAULT 'ok'::public.mood;
ALTER TABLE public.a ALTER COLUMN ms SET DEFAULT '{}'::public.mood[];
DROP TYPE public.mood__keel_old;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY a_id_idx ON public.a (id) WHERE (m = 'ok'::public.mood);
