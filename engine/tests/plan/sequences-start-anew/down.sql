-- Main
ALTER TABLE public.part ALTER COLUMN id TYPE integer;
ALTER SEQUENCE public.ticket INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 100 RESTART;
SELECT pg_catalog.setval('public.ticket', GREATEST(reached, 100), COALESCE(reached >= 100, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.ticket), (SELECT max(id) FROM public.bench WHERE id BETWEEN 1 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.part ALTER COLUMN id SET INCREMENT BY 5 SET MINVALUE 1 SET MAXVALUE 1000 RESTART;
SELECT pg_catalog.setval('public.part_id_seq', GREATEST(max(id), 10), COALESCE(max(id) >= 10, false)) FROM public.part WHERE id BETWEEN 1 AND 1000;
SELECT pg_catalog.setval('public.ticket', GREATEST(reached, 100), COALESCE(reached >= 100, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.ticket), (SELECT max(id) FROM public.seat WHERE id BETWEEN 1 AND 9223372036854775807))) AS position(reached);
