-- Main
ALTER TABLE public.a ALTER COLUMN id TYPE integer USING id::integer;
CREATE SEQUENCE public.a_id_seq AS integer;
ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass);
SELECT pg_catalog.setval('public.a_id_seq', COALESCE(max(id), 1), max(id) IS NOT NULL) FROM public.a WHERE id BETWEEN 1 AND 2147483647;
ALTER SEQUENCE public.a_id_seq OWNED BY public.a.id;
