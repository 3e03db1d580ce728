-- Main
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy');
ALTER TYPE public.size RENAME TO size__keel_old;
CREATE TYPE public.size AS (
    wide integer,
    unit text
);
ALTER TYPE public.entry DROP ATTRIBUTE come;
ALTER TYPE public.entry ADD ATTRIBUTE gone text;
ALTER TYPE public.entry RENAME TO entry__keel_old;
CREATE TYPE public.entry AS (
    day date,
    mood public.mood,
    size public.size,
    amount numeric(10,2),
    note text,
    gone text
);
COMMENT ON COLUMN public.entry.day IS 'When it was.';
ALTER DOMAIN public.filled RENAME TO filled__keel_old;
CREATE DOMAIN public.filled AS public.entry
    CONSTRAINT filled_check CHECK (((VALUE).note IS DISTINCT FROM 'no'::text));
ALTER TABLE public.diary ALTER COLUMN entries DROP DEFAULT;
ALTER TABLE public.diary ALTER COLUMN size DROP DEFAULT;
ALTER TABLE public.diary DROP CONSTRAINT diary_entry_check;
DROP INDEX public.diary_day;
ALTER TABLE public.diary
    ALTER COLUMN entries TYPE public.entry[] USING entries::text[]::public.entry[],
    ALTER COLUMN entry TYPE public.entry USING CASE WHEN entry IS DISTINCT FROM NULL THEN ROW((entry).day::date, (entry).mood::text::public.mood, CASE WHEN (entry).size IS DISTINCT FROM NULL THEN ROW(((entry).size).wide::integer, ((entry).size).unit)::public.size END, (entry).amount::numeric(10,2), (entry).note::text, NULL)::public.entry END,
    ALTER COLUMN filled TYPE public.filled USING CASE WHEN filled IS DISTINCT FROM NULL THEN ROW((filled).day::date, (filled).mood::text::public.mood, CASE WHEN (filled).size IS DISTINCT FROM NULL THEN ROW(((filled).size).wide::integer, ((filled).size).unit)::public.size END, (filled).amount::numeric(10,2), (filled).note::text, NULL)::public.entry::public.filled END,
    ALTER COLUMN size TYPE public.size USING CASE WHEN size IS DISTINCT FROM NULL THEN ROW((size).wide::integer, (size).unit)::public.size END;
ALTER TABLE public.diary ALTER COLUMN entries SET DEFAULT '{}'::public.entry[];
ALTER TABLE public.diary ALTER COLUMN size SET DEFAULT ROW(1, 'm'::text)::public.size;
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
