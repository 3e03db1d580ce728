-- Main
ALTER TABLE public.note ALTER COLUMN id TYPE bigint;
ALTER TABLE public.note ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE public.note SET (toast.autovacuum_enabled = false);
