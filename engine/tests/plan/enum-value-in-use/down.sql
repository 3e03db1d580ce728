-- Main
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'it''s "fine"', 'happy');
ALTER DOMAIN public.feeling RENAME TO feeling__keel_old;
CREATE DOMAIN public.feeling AS public.mood;
ALTER TYPE public.day ADD ATTRIBUTE left_out public.mood;
ALTER TYPE public.day RENAME TO day__keel_old;
CREATE TYPE public.day AS (
    morning public.mood,
    evening public.feeling,
    "hour by hour" public.mood[],
    left_out public.mood
);
ALTER DOMAIN public.feelings RENAME TO feelings__keel_old;
CREATE DOMAIN public.feelings AS public.feeling[];
ALTER TABLE public.person
    ALTER COLUMN d TYPE public.day USING CASE WHEN d IS DISTINCT FROM NULL THEN ROW((d).morning::text::public.mood, (d).evening::text::public.feeling, (d)."hour by hour"::text[]::public.mood[], NULL)::public.day END,
    ALTER COLUMN days TYPE public.day[] USING days::text[]::public.day[],
    ALTER COLUMN f TYPE public.feeling USING f::text::public.feeling,
    ALTER COLUMN fs TYPE public.feelings USING fs::text[]::public.feelings,
    ALTER COLUMN "m $check$ood" TYPE public.mood USING "m $check$ood"::text::public.mood,
    ALTER COLUMN many TYPE public.mood[] USING many::text[]::public.mood[],
    ALTER COLUMN t TYPE public.mood USING t::text::public.mood,
    ALTER COLUMN turns TYPE public.mood USING turns::public.mood;
CREATE TABLE public.gone (
    m public.mood
);
ALTER TABLE public.person ADD COLUMN goes public.mood;
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
