-- Main
ALTER TABLE public.part ALTER COLUMN c DROP NOT NULL;
ALTER TABLE public.part ADD CONSTRAINT c_given NOT NULL c NO INHERIT NOT VALID;
ALTER TABLE public.part ADD COLUMN f integer;
ALTER TABLE public.part ADD CONSTRAINT f_given NOT NULL f NOT VALID;
ALTER TABLE public.part ADD CONSTRAINT a_given NOT NULL a NOT VALID;
ALTER TABLE public.part RENAME CONSTRAINT b_given TO b_known;
ALTER TABLE public.part RENAME CONSTRAINT d_given TO part_d_not_null;
ALTER TABLE public.part RENAME CONSTRAINT e_given TO part_e_not_null;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY part_pkey ON public.part (d);
-- Validate
ALTER TABLE public.part VALIDATE CONSTRAINT b_known;
ALTER TABLE public.part VALIDATE CONSTRAINT part_d_not_null;
-- AttachIndex
ALTER TABLE public.part ADD CONSTRAINT part_pkey PRIMARY KEY USING INDEX part_pkey;
-- Validate
ALTER TABLE public.part VALIDATE CONSTRAINT part_e_not_null;
-- Main
ALTER TABLE public.part ALTER COLUMN e ADD GENERATED ALWAYS AS IDENTITY;
SELECT pg_catalog.setval('public.part_e_seq', COALESCE(max(e), 1), max(e) IS NOT NULL) FROM public.part WHERE e BETWEEN 1 AND 2147483647;
