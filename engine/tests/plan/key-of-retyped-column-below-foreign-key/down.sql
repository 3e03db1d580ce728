-- Main
ALTER TABLE public.ship DROP CONSTRAINT ship_port_code_fkey;
ALTER TABLE public.port DROP CONSTRAINT port_key;
ALTER TABLE public.port ALTER COLUMN code TYPE character varying(10);
ALTER TABLE public.ship ALTER COLUMN port_code TYPE character varying(10);
ALTER TABLE public.port ADD CONSTRAINT port_key UNIQUE (code) INCLUDE (name);
ALTER TABLE public.ship ADD CONSTRAINT ship_port_code_fkey FOREIGN KEY (port_code) REFERENCES public.port (code) NOT VALID;
-- Validate
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_port_code_fkey;
