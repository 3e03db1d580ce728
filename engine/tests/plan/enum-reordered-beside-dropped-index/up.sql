-- Main
ALTER TYPE public.st RENAME TO st__keel_old;
CREATE TYPE public.st AS ENUM ('done', 'new');
ALTER TABLE public.job ALTER COLUMN st DROP DEFAULT;
DROP INDEX public.job_new;
DROP INDEX public.job_st;
ALTER TABLE public.job ALTER COLUMN st TYPE public.st USING st::text::public.st;
ALTER TABLE public.job ALTER COLUMN st SET DEFAULT 'new'::public.st;
DROP TYPE public.st__keel_old;
