-- Main
ALTER TABLE public.b SET LOGGED;
COMMENT ON TABLE public.b IS E'back\\slash';
ALTER TABLE public.a ALTER COLUMN u TYPE text COLLATE pg_catalog."C";
ALTER TABLE public.a ALTER COLUMN t SET STORAGE EXTERNAL;
ALTER TABLE public.a SET UNLOGGED;
ALTER TABLE public.a SET (fillfactor = 80, toast.autovacuum_enabled = false);
ALTER TABLE public.a RESET (autovacuum_enabled);
ALTER TABLE public.a ALTER COLUMN u SET COMPRESSION pglz;
