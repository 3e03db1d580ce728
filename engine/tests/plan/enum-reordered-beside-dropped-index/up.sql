-- Main
ALTER TYPE public.st RENAME TO st__keel_old;
CREATE TYPE public.st AS ENUM ('done', 'new');
ALTER TABLE public.job ALTER COLUMN st DROP DEFAULT;
DROP INDEX public.job_new;
DROP INDEX public.job_st;
ALTER TABLE public.job ALTER COLUMN st TYPE public.st USING st::text::public.st;
ALTER TABLE public.job ALTER COLUMN st SET DEFAULT 'new'::public.st;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.st', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.st__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.st__keel_old;
