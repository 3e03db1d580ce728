-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM (SELECT ctid AS place, rooms AS value1, during AS value2 FROM ONLY public.stay WHERE (live) AND rooms IS NOT NULL AND during IS NOT NULL) AS one JOIN (SELECT ctid AS place, rooms AS value1, during AS value2 FROM ONLY public.stay WHERE (live) AND rooms IS NOT NULL AND during IS NOT NULL) AS other ON one.place < other.place AND one.value1 = other.value1 AND one.value2 && other.value2) THEN
        RAISE EXCEPTION USING ERRCODE = 'exclusion_violation',
            MESSAGE = 'rows of public.stay exclude each other by the constraint one_guest, which is to hold',
            HINT = 'find them with SELECT one, other FROM (SELECT ctid AS place, rooms AS value1, during AS value2 FROM ONLY public.stay WHERE (live) AND rooms IS NOT NULL AND during IS NOT NULL) AS one JOIN (SELECT ctid AS place, rooms AS value1, during AS value2 FROM ONLY public.stay WHERE (live) AND rooms IS NOT NULL AND during IS NOT NULL) AS other ON one.place < other.place AND one.value1 = other.value1 AND one.value2 && other.value2';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
-- EnumLabels
ALTER TYPE public.state ADD VALUE 'left' AFTER 'open';
-- Main
ALTER TABLE public.stay ADD CONSTRAINT no_two EXCLUDE USING gist (guest WITH &&);
ALTER TABLE public.stay ADD CONSTRAINT one_guest EXCLUDE USING gist (rooms WITH =, during WITH &&) WHERE (live);
