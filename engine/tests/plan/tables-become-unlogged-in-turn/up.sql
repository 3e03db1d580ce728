-- Main
ALTER TABLE public.stays DROP CONSTRAINT stays_kept_fkey;
ALTER TABLE public.b SET UNLOGGED;
ALTER TABLE public.stays DROP COLUMN a;
DROP TABLE public.gone;
ALTER TABLE public.a SET UNLOGGED;
