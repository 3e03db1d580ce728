-- Main
ALTER TABLE public.a DROP CONSTRAINT k;
DROP INDEX public.i;
ALTER TABLE public.a ADD CONSTRAINT a_id__keel_not_null CHECK (id IS NOT NULL) NOT VALID;
ALTER TABLE public.a DROP COLUMN z;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_pkey__keel_new ON public.a (id);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY k ON public.a (x);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY i ON public.a (x);
-- AttachIndex
ALTER TABLE public.a ADD CONSTRAINT k UNIQUE USING INDEX k;
-- Validate
ALTER TABLE public.a VALIDATE CONSTRAINT a_id__keel_not_null;
-- AfterValidation
ALTER TABLE public.a ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT a_id__keel_not_null;
-- AttachIndex
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey__keel_new;
-- Main
ALTER TABLE public.a ALTER COLUMN y DROP NOT NULL;
