-- Main
ALTER TABLE public.note
    ALTER COLUMN body TYPE integer USING body::integer,
    ALTER COLUMN id TYPE text;
ALTER TABLE public.note SET (toast.autovacuum_enabled = false);
ALTER TABLE public.note ALTER COLUMN id SET STORAGE PLAIN;
