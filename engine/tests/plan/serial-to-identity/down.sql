-- Main
ALTER TABLE public.a ALTER COLUMN id DROP IDENTITY;
CREATE SEQUENCE public.a_id_seq AS integer;
ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.a_id_seq'::regclass);
SELECT pg_catalog.setval('public.a_id_seq', COALESCE((SELECT max(id) + 1 FROM public.a), 1), false);
ALTER SEQUENCE public.a_id_seq OWNED BY public.a.id;
