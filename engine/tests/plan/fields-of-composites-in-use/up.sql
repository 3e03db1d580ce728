-- Main
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('happy', 'ok', 'sad');
ALTER TYPE public.size RENAME TO size__keel_old;
CREATE TYPE public.size AS (
    wide bigint,
    unit text COLLATE pg_catalog."C"
);
ALTER TYPE public.entry DROP ATTRIBUTE gone;
ALTER TYPE public.entry ADD ATTRIBUTE come public.mood[];
ALTER TYPE public.entry RENAME TO entry__keel_old;
CREATE TYPE public.entry AS (
    day timestamp without time zone,
    mood public.mood,
    size public.size,
    amount numeric(14,4),
    note character varying(20),
    come public.mood[]
);
COMMENT ON TYPE public.entry IS 'A day.';
COMMENT ON COLUMN public.entry.day IS 'When it was.';
ALTER DOMAIN public.filled RENAME TO filled__keel_old;
CREATE DOMAIN public.filled AS public.entry
    CONSTRAINT filled_check CHECK ((((VALUE).note)::text IS DISTINCT FROM 'no'::text));
ALTER TABLE public.diary ALTER COLUMN entries DROP DEFAULT;
ALTER TABLE public.diary ALTER COLUMN size DROP DEFAULT;
ALTER TABLE public.diary DROP CONSTRAINT diary_entry_check;
DROP INDEX public.diary_day;
ALTER TABLE public.diary
    ALTER COLUMN entries TYPE public.entry[] USING entries::text[]::public.entry[],
    ALTER COLUMN entry TYPE public.entry USING CASE WHEN entry IS DISTINCT FROM NULL THEN ROW((entry).day::timestamp without time zone, (entry).mood::text::public.mood, CASE WHEN (entry).size IS DISTINCT FROM NULL THEN ROW(((entry).size).wide::bigint, ((entry).size).unit)::public.size END, (entry).amount::numeric(14,4), (entry).note::text, NULL)::text::public.entry END,
    ALTER COLUMN filled TYPE public.filled USING CASE WHEN filled IS DISTINCT FROM NULL THEN ROW((filled).day::timestamp without time zone, (filled).mood::text::public.mood, CASE WHEN (filled).size IS DISTINCT FROM NULL THEN ROW(((filled).size).wide::bigint, ((filled).size).unit)::public.size END, (filled).amount::numeric(14,4), (filled).note::text, NULL)::text::public.entry::public.filled END,
    ALTER COLUMN size TYPE public.size USING CASE WHEN size IS DISTINCT FROM NULL THEN ROW((size).wide::bigint, (size).unit)::public.size END;
ALTER TABLE public.diary ALTER COLUMN entries SET DEFAULT '{}'::public.entry[];
ALTER TABLE public.diary ALTER COLUMN size SET DEFAULT ROW((1)::bigint, 'm'::text)::public.size;
ALTER TABLE public.diary ADD CONSTRAINT diary_entry_check CHECK (((entry).mood IS DISTINCT FROM 'sad'::public.mood)) NOT VALID;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.filled', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.filled__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.filled__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.entry', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.entry__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.entry__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.mood', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.mood__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.mood__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.size', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.size__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.size__keel_old;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY diary_day ON public.diary ((((entry).day)));
-- Validate
ALTER TABLE public.diary VALIDATE CONSTRAINT diary_entry_check;
