-- Main
DROP INDEX public.n;
DROP DOMAIN public.t;
CREATE TYPE public.t AS ENUM ('x');
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY n ON public.a (id);
