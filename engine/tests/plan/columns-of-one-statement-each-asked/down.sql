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
CREATE SEQUENCE public.xs;
CREATE SEQUENCE public.ys;
ALTER SEQUENCE public.t_x_seq RENAME TO t_x_seq__keel_old;
ALTER SEQUENCE public.t_y_seq RENAME TO t_y_seq__keel_old;
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT;
SELECT pg_catalog.setval('public.xs', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.t_x_seq__keel_old), (SELECT max(x) FROM public.t WHERE x BETWEEN 1 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.t ALTER COLUMN x DROP IDENTITY;
SELECT pg_catalog.setval('public.ys', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.t_y_seq__keel_old), (SELECT max(y) FROM public.t WHERE y BETWEEN 1 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.t ALTER COLUMN y DROP IDENTITY;
ALTER TABLE public.t
    ALTER COLUMN a TYPE integer,
    ALTER COLUMN s TYPE public.st USING s::text::public.st,
    ALTER COLUMN x TYPE integer,
    ALTER COLUMN y TYPE integer;
ALTER TABLE public.t ALTER COLUMN x DROP NOT NULL;
ALTER TABLE public.t ALTER COLUMN y DROP NOT NULL;
ALTER TABLE public.t ALTER COLUMN x SET DEFAULT nextval('public.xs'::regclass);
ALTER TABLE public.t ALTER COLUMN y SET DEFAULT nextval('public.ys'::regclass);
ALTER SEQUENCE public.xs OWNED BY public.t.x;
ALTER SEQUENCE public.ys OWNED BY public.t.y;
DO $owner$
BEGIN
    EXECUTE (SELECT pg_catalog.format('ALTER TYPE %s OWNER TO %I', 'public.st', pg_catalog.pg_get_userbyid(typowner))
             FROM pg_catalog.pg_type WHERE oid = 'public.st__keel_old'::pg_catalog.regtype);
END
$owner$;
DROP TYPE public.st__keel_old;
