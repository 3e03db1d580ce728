-- Main
ALTER TABLE public.b DROP COLUMN twice;
ALTER TABLE public.b ALTER COLUMN n TYPE text;
ALTER TABLE public.b ADD COLUMN twice integer;
ALTER TABLE public.a DROP COLUMN label;
ALTER TABLE public.a ADD COLUMN label integer;
