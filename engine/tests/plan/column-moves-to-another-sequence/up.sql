-- Main
CREATE SEQUENCE public.common START WITH 5;
ALTER TABLE public.a ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.shared'::regclass);
SELECT pg_catalog.setval('public.shared', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.own), (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.shared), (SELECT max(id) FROM public.a WHERE id BETWEEN 1 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.a ALTER COLUMN label SET DEFAULT ('a'::text || nextval('public.common'::regclass));
SELECT pg_catalog.setval('public.common', GREATEST(reached, 5), COALESCE(reached >= 5, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.kept), (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.common))) AS position(reached);
ALTER TABLE public.a ALTER COLUMN other SET DEFAULT nextval('public.common'::regclass);
SELECT pg_catalog.setval('public.common', GREATEST(reached, 5), COALESCE(reached >= 5, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.shared), (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.common), (SELECT max(other) FROM public.a WHERE other BETWEEN 1 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.a ALTER COLUMN plain SET DEFAULT nextval('public.common'::regclass);
SELECT pg_catalog.setval('public.common', GREATEST(reached, 5), COALESCE(reached >= 5, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.common), (SELECT max(plain) FROM public.a WHERE plain BETWEEN 1 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.a ALTER COLUMN third SET DEFAULT nextval('public.common'::regclass);
SELECT pg_catalog.setval('public.common', GREATEST(reached, 5), COALESCE(reached >= 5, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.kept), (SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.common), (SELECT max(third)::bigint FROM public.a WHERE third BETWEEN 1 AND 9223372036854775807))) AS position(reached);
DROP SEQUENCE public.own;
