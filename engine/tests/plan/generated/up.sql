-- Main
ALTER TABLE public.a ALTER COLUMN gone DROP EXPRESSION;
DROP INDEX public.a_area_idx;
ALTER TABLE public.a DROP COLUMN area;
ALTER TABLE public.a ALTER COLUMN w TYPE bigint;
ALTER TABLE public.a ADD COLUMN area bigint GENERATED ALWAYS AS ((w * h)) STORED;
ALTER TABLE public.a DROP COLUMN plain;
ALTER TABLE public.a ADD COLUMN plain integer NOT NULL GENERATED ALWAYS AS ((h * 2)) STORED;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY a_area_idx ON public.a (area);
