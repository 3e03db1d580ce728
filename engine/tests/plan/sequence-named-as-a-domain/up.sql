-- Main
CREATE SEQUENCE public.number__keel_new;
ALTER SEQUENCE public.number__keel_new RENAME TO number;
ALTER TABLE public.bill ALTER COLUMN id SET DEFAULT nextval('public.number'::regclass);
SELECT pg_catalog.setval('public.number', COALESCE(max(id), 1), max(id) IS NOT NULL) FROM public.bill WHERE id BETWEEN 1 AND 9223372036854775807;
