-- Main
ALTER TABLE public.job ALTER COLUMN n DROP DEFAULT;
ALTER TABLE public.job DROP CONSTRAINT n_positive;
DROP INDEX public.job_n;
ALTER TABLE public.job ALTER COLUMN n TYPE numeric(9,1);
ALTER TABLE public.job ALTER COLUMN n SET DEFAULT 0;
ALTER TABLE public.job ADD CONSTRAINT n_positive CHECK ((n >= (0)::numeric)) NOT VALID;
-- Validate
ALTER TABLE public.job VALIDATE CONSTRAINT n_positive;
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY public.job_org;
