-- Main
ALTER TABLE public.pet DROP CONSTRAINT "Age";
