-- Main
ALTER TABLE public.port ALTER COLUMN name TYPE bigint USING name::bigint;
ALTER TABLE public.ship ADD COLUMN port_code integer;
ALTER TABLE public.ship ADD CONSTRAINT ship_port_code_fkey FOREIGN KEY (port_code) REFERENCES public.port (code) NOT VALID;
-- Validate
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_port_code_fkey;
