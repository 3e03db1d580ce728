-- Main
ALTER TABLE public.a ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN id TYPE bigint;
ALTER TABLE public.b ALTER COLUMN id TYPE bigint;
ALTER TABLE public.c ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.c ALTER COLUMN id TYPE bigint;
ALTER SEQUENCE public.a_id_seq AS bigint MAXVALUE 9223372036854775807;
ALTER SEQUENCE public.c_id_seq RENAME TO c_id_seq__keel_old;
ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass);
ALTER TABLE public.b ALTER COLUMN id SET MAXVALUE 9223372036854775807;
ALTER TABLE public.c ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (START WITH 10);
SELECT pg_catalog.setval('public.c_id_seq', GREATEST(reached, 10), COALESCE(reached >= 10, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.c_id_seq__keel_old), (SELECT max(id) FROM public.c WHERE id BETWEEN 1 AND 9223372036854775807))) AS position(reached);
DROP SEQUENCE public.c_id_seq__keel_old;
