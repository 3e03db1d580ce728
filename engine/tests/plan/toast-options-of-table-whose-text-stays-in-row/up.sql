-- Main
ALTER TABLE public.note ALTER COLUMN body TYPE integer USING body::integer;
ALTER TABLE public.note ALTER COLUMN id SET STORAGE EXTENDED;
ALTER TABLE public.note SET (fillfactor = 70, toast.autovacuum_enabled = false);
ALTER TABLE public.note ALTER COLUMN id SET STORAGE PLAIN;
