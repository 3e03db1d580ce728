-- Main
ALTER TYPE public.st RENAME TO st__keel_old;
CREATE TYPE public.st AS ENUM ('new', 'done');
ALTER TABLE public.job ALTER COLUMN st DROP DEFAULT;
ALTER TABLE public.job ALTER COLUMN st TYPE public.st USING st::text::public.st;
ALTER TABLE public.job ALTER COLUMN st SET DEFAULT 'new'::public.st;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.st', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.st__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.st__keel_old;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY job_new ON public.job (id) WHERE (st = 'new'::public.st);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY job_st ON public.job (st);
