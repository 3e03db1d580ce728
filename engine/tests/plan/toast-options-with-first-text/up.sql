-- Main
ALTER TABLE public.part ALTER COLUMN id TYPE text;
ALTER TABLE public.part SET (toast.autovacuum_enabled = false);
