-- Main
ALTER TABLE public.note ALTER COLUMN body TYPE text;
ALTER TABLE public.note ADD COLUMN size integer GENERATED ALWAYS AS (length(body)) STORED;
ALTER TABLE public.note SET (toast.autovacuum_enabled = false);
ALTER TABLE public.note ALTER COLUMN body SET STORAGE PLAIN;
