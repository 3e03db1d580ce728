-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM (SELECT ctid AS place, rooms AS value1, during AS value2 FROM ONLY public.stay) AS one JOIN (SELECT ctid AS place, rooms AS value1, during AS value2 FROM ONLY public.stay) AS other ON one.place < other.place AND one.value1 = other.value1 AND one.value2 && other.value2) THEN
        RAISE EXCEPTION USING ERRCODE = 'exclusion_violation',
            MESSAGE = 'rows of public.stay exclude each other by the constraint stay_pkey, which is to hold',
            HINT = 'find them with SELECT one, other FROM (SELECT ctid AS place, rooms AS value1, during AS value2 FROM ONLY public.stay) AS one JOIN (SELECT ctid AS place, rooms AS value1, during AS value2 FROM ONLY public.stay) AS other ON one.place < other.place AND one.value1 = other.value1 AND one.value2 && other.value2';
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
    SELECT pg_catalog.count(*) INTO broken FROM ONLY public.stay WHERE pg_catalog.isempty(during);
    IF broken > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = 'rows of public.stay have an empty range in during, and the constraint stay_pkey takes none: ' || broken,
            HINT = 'find them with SELECT * FROM ONLY public.stay WHERE pg_catalog.isempty(during)';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- EnumLabels
ALTER TYPE public.mood ADD VALUE 'ok';
-- Main
ALTER TABLE public.stay ADD CONSTRAINT stay_pkey PRIMARY KEY (rooms, during WITHOUT OVERLAPS);
