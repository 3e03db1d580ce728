-- Main
ALTER TABLE public.job ALTER COLUMN n DROP DEFAULT;
ALTER TABLE public.job DROP CONSTRAINT n_positive;
ALTER TABLE public.job ALTER COLUMN n TYPE integer;
ALTER TABLE public.job ALTER COLUMN n SET DEFAULT 0;
ALTER TABLE public.job ADD CONSTRAINT n_positive CHECK ((n >= 0)) NOT VALID;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY job_n ON public.job (n);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY job_org ON public.job (org);
-- Validate
ALTER TABLE public.job VALIDATE CONSTRAINT n_positive;
