-- Main
DO $_check$
DECLARE
    used record;
BEGIN
    SELECT * INTO used FROM (
        SELECT 't' AS place, t.t::text AS label FROM public.person AS t WHERE t.t IN ('sad', 'it''s "fine"')
        UNION ALL
        SELECT '"m $check$ood"' AS place, t."m $check$ood"::text AS label FROM public.person AS t WHERE t."m $check$ood" IN ('sad', 'it''s "fine"')
        UNION ALL
        SELECT 'many' AS place, e1.value::text AS label FROM public.person AS t, LATERAL (SELECT pg_catalog.unnest(t.many)) AS e1(value) WHERE e1.value IN ('sad', 'it''s "fine"')
        UNION ALL
        SELECT 'f' AS place, t.f::public.mood::text AS label FROM public.person AS t WHERE t.f::public.mood IN ('sad', 'it''s "fine"')
        UNION ALL
        SELECT 'fs' AS place, e1.value::public.mood::text AS label FROM public.person AS t, LATERAL (SELECT pg_catalog.unnest(t.fs::public.feeling[])) AS e1(value) WHERE e1.value::public.mood IN ('sad', 'it''s "fine"')
        UNION ALL
        SELECT 'd' AS place, (t.d).morning::text AS label FROM public.person AS t WHERE (t.d).morning IN ('sad', 'it''s "fine"')
        UNION ALL
        SELECT 'd' AS place, (t.d).evening::public.mood::text AS label FROM public.person AS t WHERE (t.d).evening::public.mood IN ('sad', 'it''s "fine"')
        UNION ALL
        SELECT 'd' AS place, e1.value::text AS label FROM public.person AS t, LATERAL (SELECT pg_catalog.unnest((t.d)."hour by hour")) AS e1(value) WHERE e1.value IN ('sad', 'it''s "fine"')
        UNION ALL
        SELECT 'days' AS place, (e1.value).morning::text AS label FROM public.person AS t, LATERAL (SELECT pg_catalog.unnest(t.days)) AS e1(value) WHERE (e1.value).morning IN ('sad', 'it''s "fine"')
        UNION ALL
        SELECT 'days' AS place, (e1.value).evening::public.mood::text AS label FROM public.person AS t, LATERAL (SELECT pg_catalog.unnest(t.days)) AS e1(value) WHERE (e1.value).evening::public.mood IN ('sad', 'it''s "fine"')
        UNION ALL
        SELECT 'days' AS place, e2.value::text AS label FROM public.person AS t, LATERAL (SELECT pg_catalog.unnest(t.days)) AS e1(value), LATERAL (SELECT pg_catalog.unnest((e1.value)."hour by hour")) AS e2(value) WHERE e2.value IN ('sad', 'it''s "fine"')
    ) AS uses LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'a row of public.person has ' || pg_catalog.quote_literal(used.label) || ' in ' || used.place || ', which public.mood is to lose',
            HINT = 'update those rows first, or keep the value';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$_check$;
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('happy', 'ok');
ALTER DOMAIN public.feeling RENAME TO feeling__keel_old;
CREATE DOMAIN public.feeling AS public.mood;
ALTER TYPE public.day DROP ATTRIBUTE left_out;
ALTER TYPE public.day RENAME TO day__keel_old;
CREATE TYPE public.day AS (
    morning public.mood,
    evening public.feeling,
    "hour by hour" public.mood[]
);
ALTER DOMAIN public.feelings RENAME TO feelings__keel_old;
CREATE DOMAIN public.feelings AS public.feeling[];
ALTER TABLE public.person
    ALTER COLUMN d TYPE public.day USING CASE WHEN d IS DISTINCT FROM NULL THEN ROW((d).morning::text::public.mood, (d).evening::text::public.feeling, (d)."hour by hour"::text[]::public.mood[])::public.day END,
    ALTER COLUMN days TYPE public.day[] USING days::text[]::public.day[],
    ALTER COLUMN f TYPE public.feeling USING f::text::public.feeling,
    ALTER COLUMN fs TYPE public.feelings USING fs::text[]::public.feelings,
    ALTER COLUMN "m $check$ood" TYPE public.mood USING "m $check$ood"::text::public.mood,
    ALTER COLUMN many TYPE public.mood[] USING many::text[]::public.mood[],
    ALTER COLUMN t TYPE public.mood USING t::text::public.mood,
    ALTER COLUMN turns TYPE text;
ALTER TABLE public.person DROP COLUMN goes;
DROP TABLE public.gone;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.day', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.day__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.day__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.feelings', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.feelings__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.feelings__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.feeling', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.feeling__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.feeling__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.mood', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.mood__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.mood__keel_old;
