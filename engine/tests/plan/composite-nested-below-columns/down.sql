-- Main
ALTER TYPE public.size RENAME TO size__keel_old;
CREATE TYPE public.size AS (
    wide integer,
    unit text
);
ALTER TYPE public.carton RENAME TO carton__keel_old;
CREATE TYPE public.carton AS (
    size public.size,
    name text
);
ALTER DOMAIN public.fitted RENAME TO fitted__keel_old;
CREATE DOMAIN public.fitted AS public.size
    CONSTRAINT fitted_check CHECK (((VALUE).wide IS DISTINCT FROM 0));
ALTER TYPE public.pile RENAME TO pile__keel_old;
CREATE TYPE public.pile AS (
    sizes public.size[],
    fitted public.fitted
);
ALTER TYPE public.shelf RENAME TO shelf__keel_old;
CREATE TYPE public.shelf AS (
    carton public.carton,
    pile public.pile
);
DROP INDEX public.room_wide;
ALTER TABLE public.room
    ALTER COLUMN carton TYPE public.carton USING CASE WHEN carton IS DISTINCT FROM NULL THEN ROW(CASE WHEN (carton).size IS DISTINCT FROM NULL THEN ROW(((carton).size).wide::integer, ((carton).size).unit)::public.size END, (carton).name)::public.carton END,
    ALTER COLUMN cartons TYPE public.carton[] USING cartons::text[]::public.carton[],
    ALTER COLUMN pile TYPE public.pile USING CASE WHEN pile IS DISTINCT FROM NULL THEN ROW((pile).sizes::text[]::public.size[], CASE WHEN (pile).fitted IS DISTINCT FROM NULL THEN ROW(((pile).fitted).wide::integer, ((pile).fitted).unit)::public.size::public.fitted END)::public.pile END,
    ALTER COLUMN shelf TYPE public.shelf USING CASE WHEN shelf IS DISTINCT FROM NULL THEN ROW(CASE WHEN (shelf).carton IS DISTINCT FROM NULL THEN ROW(CASE WHEN ((shelf).carton).size IS DISTINCT FROM NULL THEN ROW((((shelf).carton).size).wide::integer, (((shelf).carton).size).unit)::public.size END, ((shelf).carton).name)::public.carton END, CASE WHEN (shelf).pile IS DISTINCT FROM NULL THEN ROW(((shelf).pile).sizes::text[]::public.size[], CASE WHEN ((shelf).pile).fitted IS DISTINCT FROM NULL THEN ROW((((shelf).pile).fitted).wide::integer, (((shelf).pile).fitted).unit)::public.size::public.fitted END)::public.pile END)::public.shelf END;
ALTER TYPE public.unheld RENAME TO unheld__keel_old;
CREATE TYPE public.unheld AS (
    size public.size
);
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.shelf', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.shelf__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.shelf__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.carton', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.carton__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.carton__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.pile', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.pile__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.pile__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.fitted', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.fitted__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP DOMAIN public.fitted__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.unheld', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.unheld__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.unheld__keel_old;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.size', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.size__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.size__keel_old;
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY room_wide ON public.room ((((shelf).carton.size.wide)));
