-- Main
CREATE SCHEMA old;
ALTER EXTENSION citext SET SCHEMA old;
ALTER TABLE public.people ALTER COLUMN name SET DEFAULT 'nobody'::old.citext;
ALTER TABLE public.people DROP COLUMN nick;
DROP SCHEMA new;
