-- Check
DO $check$
BEGIN
    IF EXISTS (SELECT FROM (SELECT ctid AS place, CASE WHEN public.is_num(code) THEN (((code)::integer)) END AS value1 FROM ONLY public.t WHERE (public.is_num(code)) AND CASE WHEN public.is_num(code) THEN (((code)::integer)) END IS DISTINCT FROM NULL) AS one JOIN (SELECT ctid AS place, CASE WHEN public.is_num(code) THEN (((code)::integer)) END AS value1 FROM ONLY public.t WHERE (public.is_num(code)) AND CASE WHEN public.is_num(code) THEN (((code)::integer)) END IS DISTINCT FROM NULL) AS other ON one.place < other.place AND one.value1 = other.value1) THEN
        RAISE EXCEPTION USING ERRCODE = 'exclusion_violation',
            MESSAGE = 'rows of public.t exclude each other by the constraint t_one, which is to hold',
            HINT = 'find them with SELECT one, other FROM (SELECT ctid AS place, CASE WHEN public.is_num(code) THEN (((code)::integer)) END AS value1 FROM ONLY public.t WHERE (public.is_num(code)) AND CASE WHEN public.is_num(code) THEN (((code)::integer)) END IS DISTINCT FROM NULL) AS one JOIN (SELECT ctid AS place, CASE WHEN public.is_num(code) THEN (((code)::integer)) END AS value1 FROM ONLY public.t WHERE (public.is_num(code)) AND CASE WHEN public.is_num(code) THEN (((code)::integer)) END IS DISTINCT FROM NULL) AS other ON one.place < other.place AND one.value1 = other.value1';
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN;
END
$check$;
DO $check$
BEGIN
    IF EXISTS (SELECT FROM ONLY public.t WHERE (public.is_num(code)) AND CASE WHEN public.is_num(code) THEN (((code)::integer)) END IS DISTINCT FROM NULL GROUP BY CASE WHEN public.is_num(code) THEN (((code)::integer)) END HAVING pg_catalog.count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = 'rows of public.t are equal in (((code)::integer)), and are to be unique',
            HINT = 'find them with SELECT CASE WHEN public.is_num(code) THEN (((code)::integer)) END, pg_catalog.count(*) FROM ONLY public.t WHERE (public.is_num(code)) AND CASE WHEN public.is_num(code) THEN (((code)::integer)) END IS DISTINCT FROM NULL GROUP BY CASE WHEN public.is_num(code) THEN (((code)::integer)) END HAVING pg_catalog.count(*) > 1';
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
ALTER TABLE public.t ADD CONSTRAINT t_one EXCLUDE USING btree ((((code)::integer)) WITH =) WHERE (public.is_num(code));
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_code ON public.t ((((code)::integer))) WHERE public.is_num(code);
