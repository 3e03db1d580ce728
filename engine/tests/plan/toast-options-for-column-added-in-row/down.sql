-- Main
ALTER TABLE public.note ALTER COLUMN seen DROP EXPRESSION;
ALTER TABLE public.note
    ALTER COLUMN id TYPE integer,
    ALTER COLUMN seen TYPE integer USING seen::integer;
ALTER TABLE public.note RESET (toast.autovacuum_enabled);
ALTER TABLE public.note DROP COLUMN body;
