-- Main
DO $check$
DECLARE
    used record;
BEGIN
    SELECT * INTO used FROM (
        SELECT 'mood' AS place, t.mood::text AS label FROM public.stay AS t WHERE t.mood IN ('ok')
    ) AS uses LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'a row of public.stay has ' || pg_catalog.quote_literal(used.label) || ' in ' || used.place || ', which public.mood is to lose',
            HINT = 'update those rows first, or keep the value';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('sad');
ALTER TABLE public.stay ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood;
ALTER TABLE public.stay DROP CONSTRAINT stay_pkey;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.mood', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.mood__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.mood__keel_old;
