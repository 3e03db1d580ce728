-- Main
ALTER TABLE public.note DROP COLUMN size;
ALTER TABLE public.note ALTER COLUMN body TYPE integer[] USING body::integer[];
ALTER TABLE public.note RESET (toast.autovacuum_enabled);
