-- Main
DROP INDEX public.a_area_idx;
ALTER TABLE public.a DROP COLUMN area;
ALTER TABLE public.a ALTER COLUMN w TYPE integer;
ALTER TABLE public.a ADD COLUMN area integer GENERATED ALWAYS AS ((w * h)) STORED;
ALTER TABLE public.a DROP COLUMN gone;
ALTER TABLE public.a ADD COLUMN gone integer GENERATED ALWAYS AS ((w + 1)) STORED;
ALTER TABLE public.a ALTER COLUMN plain DROP EXPRESSION;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY a_area_idx ON public.a (area);
