-- Main
ALTER TABLE public.part ALTER COLUMN id TYPE smallint;
ALTER SEQUENCE public.ticket INCREMENT BY -1 MINVALUE -1000 MAXVALUE 1000 START WITH 500 RESTART;
SELECT pg_catalog.setval('public.ticket', LEAST(reached, 500), COALESCE(reached <= 500, false)) FROM (SELECT LEAST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE -1 END FROM public.ticket), (SELECT min(id) FROM public.bench WHERE id BETWEEN -1000 AND 1000))) AS position(reached);
ALTER TABLE public.part ALTER COLUMN id SET INCREMENT BY -1 SET MINVALUE -100 SET MAXVALUE 500 RESTART;
SELECT pg_catalog.setval('public.part_id_seq', LEAST(min(id), 10), COALESCE(min(id) <= 10, false)) FROM public.part WHERE id BETWEEN -100 AND 500;
SELECT pg_catalog.setval('public.ticket', LEAST(reached, 500), COALESCE(reached <= 500, false)) FROM (SELECT LEAST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE -1 END FROM public.ticket), (SELECT min(id) FROM public.seat WHERE id BETWEEN -1000 AND 1000))) AS position(reached);
