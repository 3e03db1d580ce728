-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY four ON public.place (code);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY two ON public.place (id);
-- AttachIndex
ALTER TABLE public.place DROP CONSTRAINT four;
ALTER TABLE public.place DROP CONSTRAINT one;
ALTER TABLE public.place DROP CONSTRAINT three;
ALTER TABLE public.place DROP CONSTRAINT two;
ALTER TABLE public.place ADD CONSTRAINT four UNIQUE USING INDEX four;
ALTER TABLE public.place ADD CONSTRAINT one CHECK ((id > 0)) NOT VALID;
ALTER TABLE public.place ADD CONSTRAINT three CHECK ((code <> ''::text)) NOT VALID;
ALTER TABLE public.place ADD CONSTRAINT two PRIMARY KEY USING INDEX two;
-- Validate
ALTER TABLE public.place VALIDATE CONSTRAINT one;
ALTER TABLE public.place VALIDATE CONSTRAINT three;
