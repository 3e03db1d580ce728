-- Main
ALTER TABLE public.a ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN id TYPE integer;
ALTER TABLE public.b ALTER COLUMN id TYPE integer;
ALTER SEQUENCE public.c_id_seq RENAME TO c_id_seq__keel_old;
CREATE SEQUENCE public.c_id_seq AS integer;
SELECT pg_catalog.setval('public.c_id_seq', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT LEAST(last_value - CASE WHEN is_called THEN 0 ELSE 1 END, 2147483647) FROM public.c_id_seq__keel_old), (SELECT max(id) FROM public.c WHERE id BETWEEN 1 AND 2147483647))) AS position(reached);
ALTER TABLE public.c ALTER COLUMN id DROP IDENTITY;
ALTER TABLE public.c ALTER COLUMN id TYPE integer;
SELECT pg_catalog.setval('public.a_id_seq', LEAST(GREATEST(last_value, 1), 2147483647), is_called AND last_value >= 1) FROM public.a_id_seq;
ALTER SEQUENCE public.a_id_seq AS integer MAXVALUE 2147483647;
ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass);
SELECT pg_catalog.setval('public.b_id_seq', LEAST(GREATEST(last_value, 1), 2147483647), is_called AND last_value >= 1) FROM public.b_id_seq;
ALTER TABLE public.b ALTER COLUMN id SET MAXVALUE 2147483647;
ALTER TABLE public.c ALTER COLUMN id SET DEFAULT nextval('public.c_id_seq'::regclass);
ALTER SEQUENCE public.c_id_seq OWNED BY public.c.id;
