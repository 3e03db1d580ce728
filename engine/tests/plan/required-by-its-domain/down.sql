-- Main
DO $check$
DECLARE
    used record;
BEGIN
    SELECT * INTO used FROM (
        SELECT 's' AS place, t.s::text AS label FROM public.t AS t WHERE t.s IN ('c')
    ) AS uses LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'a row of public.t has ' || pg_catalog.quote_literal(used.label) || ' in ' || used.place || ', which public.st is to lose',
            HINT = 'update those rows first, or keep the value';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
ALTER TYPE public.st RENAME TO st__keel_old;
CREATE TYPE public.st AS ENUM ('a', 'b');
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN s TYPE public.st USING s::text::public.st;
ALTER TABLE public.t DROP COLUMN n;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.st', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.st__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.st__keel_old;
