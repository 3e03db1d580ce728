-- Main
ALTER TABLE public.note ALTER COLUMN id TYPE double precision;
ALTER TABLE public.note DROP COLUMN seen;
ALTER TABLE public.note ADD COLUMN seen boolean GENERATED ALWAYS AS ((id IS NULL)) STORED;
ALTER TABLE public.note ADD COLUMN body text DEFAULT '3'::text;
ALTER TABLE public.note SET (toast.autovacuum_enabled = false);
ALTER TABLE public.note ALTER COLUMN body SET STORAGE PLAIN;
