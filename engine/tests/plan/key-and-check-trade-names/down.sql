-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY one ON public.place (id);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY three ON public.place (code);
-- AttachIndex
ALTER TABLE public.place DROP CONSTRAINT four;
ALTER TABLE public.place DROP CONSTRAINT one;
ALTER TABLE public.place DROP CONSTRAINT three;
ALTER TABLE public.place DROP CONSTRAINT two;
ALTER TABLE public.place ADD CONSTRAINT four CHECK ((code <> ''::text)) NOT VALID;
ALTER TABLE public.place ADD CONSTRAINT one PRIMARY KEY USING INDEX one;
ALTER TABLE public.place ADD CONSTRAINT three UNIQUE USING INDEX three;
ALTER TABLE public.place ADD CONSTRAINT two CHECK ((id > 0)) NOT VALID;
-- Validate
ALTER TABLE public.place VALIDATE CONSTRAINT four;
ALTER TABLE public.place VALIDATE CONSTRAINT two;
