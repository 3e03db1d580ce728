-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY one__keel_new ON public.part (a);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY two__keel_new ON public.part (b);
-- AttachIndex
ALTER TABLE public.part DROP CONSTRAINT two;
ALTER TABLE public.part ADD CONSTRAINT two UNIQUE USING INDEX two__keel_new;
ALTER TABLE public.part DROP CONSTRAINT one;
ALTER TABLE public.part ADD CONSTRAINT one PRIMARY KEY USING INDEX one__keel_new;
