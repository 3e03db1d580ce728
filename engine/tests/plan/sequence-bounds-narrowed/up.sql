-- Main
SELECT pg_catalog.setval('public.ticket', LEAST(GREATEST(last_value, 1), 2147483647), is_called AND last_value >= 1) FROM public.ticket;
ALTER SEQUENCE public.ticket AS integer INCREMENT BY 2 MINVALUE 1 MAXVALUE 2147483647 START WITH 1;
SELECT pg_catalog.setval('public.part_id_seq', LEAST(GREATEST(last_value, 1), 1000), is_called AND last_value >= 1) FROM public.part_id_seq;
ALTER TABLE public.part ALTER COLUMN id SET MINVALUE 1 SET MAXVALUE 1000 SET START WITH 1;
