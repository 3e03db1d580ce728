-- Main
ALTER TABLE public.part ALTER COLUMN id TYPE integer USING id::integer;
ALTER TABLE public.part RESET (toast.autovacuum_enabled);
