-- Main
ALTER TABLE public.b DROP COLUMN size;
ALTER TABLE public.b ALTER COLUMN code TYPE character varying;
ALTER TABLE public.b ADD COLUMN size integer GENERATED ALWAYS AS (length((code)::text)) STORED;
ALTER TABLE public.b ALTER COLUMN code SET STORAGE EXTERNAL;
ALTER TABLE public.b SET (toast.autovacuum_enabled = false);
