-- Main
ALTER TABLE public.note ALTER COLUMN id TYPE integer;
ALTER TABLE public.note RESET (toast.autovacuum_enabled);
ALTER TABLE public.note ALTER COLUMN body SET STORAGE PLAIN;
