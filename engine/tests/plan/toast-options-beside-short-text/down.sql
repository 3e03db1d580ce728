-- Main
ALTER TABLE public.note DROP COLUMN label;
ALTER TABLE public.note ALTER COLUMN id TYPE integer;
ALTER TABLE public.note ADD COLUMN label text NOT NULL GENERATED ALWAYS AS (((id)::text || 'x'::text)) STORED;
ALTER TABLE public.note SET (toast.autovacuum_enabled = false);
