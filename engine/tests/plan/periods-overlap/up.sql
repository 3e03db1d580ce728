-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM (SELECT ctid AS place, rooms AS value1, during AS value2 FROM public.stay) AS one JOIN (SELECT ctid AS place, rooms AS value1, during AS value2 FROM public.stay) AS other ON one.place < other.place AND one.value1 = other.value1 AND one.value2 && other.value2) THEN
        RAISE EXCEPTION USING ERRCODE = 'exclusion_violation',
            MESSAGE = 'rows of public.stay exclude each other by the constraint stay_pkey, which is to hold',
            HINT = 'find them with SELECT one, other FROM (SELECT ctid AS place, rooms AS value1, during AS value2 FROM public.stay) AS one JOIN (SELECT ctid AS place, rooms AS value1, during AS value2 FROM public.stay) AS other ON one.place < other.place AND one.value1 = other.value1 AND one.value2 && other.value2';
    END IF;
END
$check$;
-- EnumLabels
ALTER TYPE public.mood ADD VALUE 'ok';
-- Main
ALTER TABLE public.stay ADD CONSTRAINT stay_pkey PRIMARY KEY (rooms, during WITHOUT OVERLAPS);
