-- Main
ALTER TABLE public.visit DROP CONSTRAINT other;
ALTER TABLE public.visit DROP CONSTRAINT visit_fresh_fkey;
ALTER TABLE public.visit DROP CONSTRAINT visit_number_fkey;
ALTER TABLE public.visit DROP CONSTRAINT whole;
ALTER TABLE public.visit DROP COLUMN later;
DROP TABLE public.fresh;
