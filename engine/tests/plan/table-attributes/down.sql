-- Main
ALTER TABLE public.a SET LOGGED;
ALTER TABLE public.a SET (autovacuum_enabled = false, fillfactor = 70);
ALTER TABLE public.a RESET (toast.autovacuum_enabled);
ALTER TABLE public.b SET UNLOGGED;
COMMENT ON TABLE public.b IS NULL;
ALTER TABLE public.a ALTER COLUMN u TYPE text;
ALTER TABLE public.a ALTER COLUMN t SET STORAGE EXTENDED;
