-- Main
ALTER TABLE public.note
    ALTER COLUMN body TYPE text,
    ALTER COLUMN id TYPE integer USING id::integer;
ALTER TABLE public.note SET (toast.autovacuum_enabled = false);
