-- Main
ALTER TABLE public.ship DROP CONSTRAINT ship_port_code_fkey;
ALTER TABLE public.port ALTER COLUMN name TYPE text;
ALTER TABLE public.ship DROP COLUMN port_code;
