-- Main
ALTER SEQUENCE public.a_id_seq RENAME TO a_id_seq__keel_old;
CREATE SEQUENCE public.a_id_seq AS integer;
SELECT pg_catalog.setval('public.a_id_seq', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT LEAST(last_value - CASE WHEN is_called THEN 0 ELSE 1 END, 2147483647) FROM public.a_id_seq__keel_old), (SELECT max(id) FROM public.a WHERE id BETWEEN 1 AND 2147483647))) AS position(reached);
ALTER TABLE public.a ALTER COLUMN id DROP IDENTITY;
ALTER TABLE public.a ALTER COLUMN id TYPE integer;
ALTER TABLE public.a ALTER COLUMN id DROP NOT NULL;
ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass);
ALTER SEQUENCE public.a_id_seq OWNED BY public.a.id;
