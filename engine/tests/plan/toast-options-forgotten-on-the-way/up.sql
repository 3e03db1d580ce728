-- Main
ALTER TABLE public.b DROP COLUMN size;
ALTER TABLE public.b ALTER COLUMN code TYPE integer USING code::integer;
ALTER TABLE public.b ADD COLUMN size text GENERATED ALWAYS AS (((code)::text || 'x'::text)) STORED;
ALTER TABLE public.b SET (toast.autovacuum_enabled = false);
