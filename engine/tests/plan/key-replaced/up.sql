-- Main
ALTER TABLE public.b DROP CONSTRAINT b_code_fkey;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_code_key__keel_new ON public.a (code);
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_pkey__keel_new ON public.a (id) INCLUDE (other);
-- AttachIndex
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;
ALTER TABLE public.a DROP CONSTRAINT a_code_key;
ALTER TABLE public.a ADD CONSTRAINT a_code_key UNIQUE USING INDEX a_code_key__keel_new DEFERRABLE;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey__keel_new;
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id) NOT VALID;
-- Validate
ALTER TABLE public.b VALIDATE CONSTRAINT b_a_id_fkey;
