-- Check
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.t WHERE x IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.t have NULL in x, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.t WHERE x IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
DECLARE
    broken bigint;
BEGIN
    SELECT pg_catalog.count(*) INTO broken FROM public.t WHERE y IS NULL;
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'not_null_violation',
            MESSAGE = 'rows of public.t have NULL in y, which is to be NOT NULL: ' || broken,
            HINT = 'find them with SELECT * FROM public.t WHERE y IS NULL';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- EnumLabels
ALTER TYPE public.st ADD VALUE 'c';
-- Main
ALTER TABLE public.t ALTER COLUMN x DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN y DROP DEFAULT;
ALTER TABLE public.t
    ALTER COLUMN a TYPE bigint,
    ALTER COLUMN x TYPE bigint,
    ALTER COLUMN x SET NOT NULL,
    ALTER COLUMN y TYPE bigint,
    ALTER COLUMN y SET NOT NULL;
ALTER TABLE public.t ALTER COLUMN s SET DEFAULT 'c'::public.st;
ALTER TABLE public.t ALTER COLUMN x ADD GENERATED ALWAYS AS IDENTITY;
SELECT pg_catalog.setval('public.t_x_seq', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.xs), (SELECT max(x) FROM public.t WHERE x BETWEEN 1 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.t ALTER COLUMN y ADD GENERATED ALWAYS AS IDENTITY;
SELECT pg_catalog.setval('public.t_y_seq', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.ys), (SELECT max(y) FROM public.t WHERE y BETWEEN 1 AND 9223372036854775807))) AS position(reached);
DROP SEQUENCE public.xs;
DROP SEQUENCE public.ys;
