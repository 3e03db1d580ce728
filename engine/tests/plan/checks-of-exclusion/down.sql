-- Main
DO $check$
DECLARE
    used record;
BEGIN
    SELECT * INTO used FROM (
        SELECT 'state' AS place, t.state::text AS label FROM public.stay AS t WHERE t.state IN ('left')
    ) AS uses LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'a row of public.stay has ' || pg_catalog.quote_literal(used.label) || ' in ' || used.place || ', which public.state is to lose',
            HINT = 'update those rows first, or keep the value';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
ALTER TYPE public.state RENAME TO state__keel_old;
CREATE TYPE public.state AS ENUM ('open', 'gone');
ALTER TABLE public.stay ALTER COLUMN state TYPE public.state USING state::text::public.state;
ALTER TABLE public.stay DROP CONSTRAINT no_two;
ALTER TABLE public.stay DROP CONSTRAINT one_guest;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.state', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.state__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.state__keel_old;
