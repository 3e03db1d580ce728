-- Main
ALTER TABLE public.tickets ALTER COLUMN weight DROP DEFAULT;
ALTER TABLE public.tickets DROP CONSTRAINT tickets_parent_id_fkey;
ALTER TABLE public.tickets
    ALTER COLUMN floor TYPE integer USING floor::integer,
    ALTER COLUMN id TYPE integer,
    ALTER COLUMN parent_id TYPE integer,
    ALTER COLUMN weight TYPE integer USING weight::integer;
ALTER TABLE public.tickets ALTER COLUMN weight SET DEFAULT 1;
ALTER TABLE public.tickets ADD CONSTRAINT tickets_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.tickets (id) NOT VALID;
-- Validate
ALTER TABLE public.tickets VALIDATE CONSTRAINT tickets_parent_id_fkey;
