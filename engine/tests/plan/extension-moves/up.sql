-- Main
CREATE SCHEMA new;
ALTER EXTENSION citext SET SCHEMA new;
ALTER TABLE public.people ADD COLUMN nick new.citext;
ALTER TABLE public.people ALTER COLUMN name SET DEFAULT 'nobody'::new.citext;
DROP SCHEMA old;
