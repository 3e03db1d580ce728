-- Main
ALTER TABLE public.note ALTER COLUMN body TYPE text;
ALTER TABLE public.note RESET (fillfactor, toast.autovacuum_enabled);
