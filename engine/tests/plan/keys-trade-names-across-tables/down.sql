-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY one__keel_new ON public.port (code);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY two__keel_new ON public.town (code);
-- AttachIndex
ALTER TABLE public.ship DROP CONSTRAINT ship_port_fkey;
ALTER TABLE public.port DROP CONSTRAINT two;
ALTER TABLE public.ship DROP CONSTRAINT ship_town_fkey;
ALTER TABLE public.town DROP CONSTRAINT one;
ALTER TABLE public.port ADD CONSTRAINT one UNIQUE USING INDEX one__keel_new;
ALTER TABLE public.town ADD CONSTRAINT two UNIQUE USING INDEX two__keel_new;
ALTER TABLE public.ship ADD CONSTRAINT ship_port_fkey FOREIGN KEY (port) REFERENCES public.port (code) NOT VALID;
ALTER TABLE public.ship ADD CONSTRAINT ship_town_fkey FOREIGN KEY (town) REFERENCES public.town (code) NOT VALID;
-- Validate
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_port_fkey;
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_town_fkey;
