-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM (SELECT ctid AS place, id AS value1, span AS value2 FROM ONLY public.t) AS one JOIN (SELECT ctid AS place, id AS value1, span AS value2 FROM ONLY public.t) AS other ON one.place < other.place AND one.value1 = other.value1 AND one.value2 && other.value2) THEN
        RAISE EXCEPTION USING ERRCODE = 'exclusion_violation',
            MESSAGE = 'rows of public.t exclude each other by the constraint t_pkey, which is to hold',
            HINT = 'find them with SELECT one, other FROM (SELECT ctid AS place, id AS value1, span AS value2 FROM ONLY public.t) AS one JOIN (SELECT ctid AS place, id AS value1, span AS value2 FROM ONLY public.t) AS other ON one.place < other.place AND one.value1 = other.value1 AND one.value2 && other.value2';
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
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.t WHERE pg_catalog.isempty(span);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.t have an empty range in span, and the constraint t_pkey takes none: ' || broken,
            HINT = 'find them with SELECT * FROM ONLY public.t WHERE pg_catalog.isempty(span)';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- EnumLabels
ALTER TYPE public.st ADD VALUE 'c';
-- Main
ALTER TABLE public.t ALTER COLUMN s SET DEFAULT 'c'::public.st;
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id, span WITHOUT OVERLAPS);
