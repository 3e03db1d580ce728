-- Main
ALTER TABLE public.port ALTER COLUMN number TYPE integer;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY port_key__keel_new ON public.port (code) INCLUDE (number);
-- AttachIndex
ALTER TABLE public.ship DROP CONSTRAINT ship_port_code_fkey;
ALTER TABLE public.port DROP CONSTRAINT port_key;
ALTER TABLE public.port ADD CONSTRAINT port_key UNIQUE USING INDEX port_key__keel_new;
ALTER TABLE public.ship ADD CONSTRAINT ship_port_code_fkey FOREIGN KEY (port_code) REFERENCES public.port (code) NOT VALID;
-- Validate
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_port_code_fkey;
