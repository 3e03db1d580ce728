-- Main
CREATE SEQUENCE public.own;
ALTER TABLE public.a ALTER COLUMN label DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN other DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN plain DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN third DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.own'::regclass);
SELECT pg_catalog.setval('public.own', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.shared), (SELECT max(id) FROM public.a WHERE id BETWEEN 1 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.a ALTER COLUMN label SET DEFAULT ('a'::text || nextval('public.kept'::regclass));
SELECT pg_catalog.setval('public.kept', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.common), (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.kept))) AS position(reached);
ALTER TABLE public.a ALTER COLUMN other SET DEFAULT nextval('public.shared'::regclass);
SELECT pg_catalog.setval('public.shared', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.common), (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.shared), (SELECT max(other) FROM public.a WHERE other BETWEEN 1 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.a ALTER COLUMN third SET DEFAULT nextval('public.kept'::regclass);
SELECT pg_catalog.setval('public.kept', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.common), (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.kept), (SELECT max(third)::bigint FROM public.a WHERE third BETWEEN 1 AND 9223372036854775807))) AS position(reached);
DROP SEQUENCE public.common;
