-- Main
ALTER DOMAIN public.title RENAME TO title__keel_old;
CREATE DOMAIN public.title AS character varying(20);
ALTER TYPE public.entry RENAME TO entry__keel_old;
CREATE TYPE public.entry AS (
    title public.title,
    note character varying(3),
    marks bit varying(2)[],
    at timestamp with time zone,
    flag boolean,
    titles public.title[]
);
ALTER TYPE public.page RENAME TO page__keel_old;
CREATE TYPE public.page AS (
    entry public.entry,
    entries public.entry[]
);
ALTER TABLE public.book
    ALTER COLUMN entries TYPE public.entry[] USING entries::text[]::public.entry[],
    ALTER COLUMN entry TYPE public.entry USING CASE WHEN entry IS DISTINCT FROM NULL THEN ROW((entry).title::text, (entry).note::text, (entry).marks::text[], (entry).at, (entry).flag, (entry).titles::text[])::text::public.entry END,
    ALTER COLUMN page TYPE public.page USING CASE WHEN page IS DISTINCT FROM NULL THEN ROW(CASE WHEN (page).entry IS DISTINCT FROM NULL THEN ROW(((page).entry).title::text, ((page).entry).note::text, ((page).entry).marks::text[], ((page).entry).at, ((page).entry).flag, ((page).entry).titles::text[])::text::public.entry END, (page).entries::text[]::public.entry[])::public.page END;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.page', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.page__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.page__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.entry', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.entry__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.entry__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.title', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.title__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.title__keel_old;
