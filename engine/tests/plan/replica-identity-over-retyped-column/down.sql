-- Main
DROP INDEX public.port_code;
ALTER TABLE public.port ALTER COLUMN code TYPE integer;
ALTER TABLE public.town DROP CONSTRAINT town_key;
ALTER TABLE public.town ALTER COLUMN code TYPE integer;
ALTER TABLE public.town ADD CONSTRAINT town_key UNIQUE (code, name);
CREATE UNIQUE INDEX port_code ON public.port (code, name);
ALTER TABLE public.town REPLICA IDENTITY USING INDEX town_key;
ALTER TABLE public.port REPLICA IDENTITY USING INDEX port_code;
