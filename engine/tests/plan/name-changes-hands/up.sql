-- Main
DROP INDEX public.n;
DROP TYPE public.t;
CREATE DOMAIN public.t AS integer;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY n ON public.b (id);
