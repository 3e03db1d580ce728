-- Check
DO $check$
DECLARE
    used record;
BEGIN
    SELECT * INTO used FROM (
        SELECT 'size' AS place, t.size::text AS label FROM public.person AS t WHERE t.size IN ('large')
    ) AS uses LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'a row of public.person has ' || pg_catalog.quote_literal(used.label) || ' in ' || used.place || ', which public.size is to lose',
            HINT = 'update those rows first, or keep the value';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- EnumLabels
ALTER TYPE public.mood ADD VALUE 'sad' BEFORE 'ok';
-- Main
ALTER TYPE public.size RENAME TO size__keel_old;
CREATE TYPE public.size AS ENUM ('small');
ALTER TABLE public.person ALTER COLUMN size TYPE public.size USING size::text::public.size;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.size', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.size__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.size__keel_old;
