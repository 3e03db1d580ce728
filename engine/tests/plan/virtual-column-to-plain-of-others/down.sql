-- Main
ALTER TABLE public.b ALTER COLUMN n TYPE integer USING n::integer;
ALTER TABLE public.a DROP COLUMN label;
ALTER TABLE public.a ADD COLUMN label text GENERATED ALWAYS AS ((n || 'x'::text)) VIRTUAL;
ALTER TABLE public.b DROP COLUMN twice;
ALTER TABLE public.b ADD COLUMN twice integer GENERATED ALWAYS AS ((n * 2)) VIRTUAL;
