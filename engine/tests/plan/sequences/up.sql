-- Main
SELECT pg_catalog.setval('public.a', LEAST(GREATEST(last_value, 1), 100), is_called AND last_value >= 1) FROM public.a;
ALTER SEQUENCE public.a MAXVALUE 100 START WITH 5 CACHE 3;
COMMENT ON SEQUENCE public.a IS NULL;
ALTER SEQUENCE public.b AS smallint INCREMENT BY 1 MINVALUE 1 MAXVALUE 32767 START WITH 1 NO CYCLE RESTART;
ALTER TABLE public.t ALTER COLUMN id SET DEFAULT nextval('public.b'::regclass);
SELECT pg_catalog.setval('public.b', GREATEST(reached, 1), COALESCE(reached >= 1, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.b), (SELECT max(id) FROM public.t WHERE id BETWEEN 1 AND 32767))) AS position(reached);
ALTER SEQUENCE public.a OWNED BY NONE;
ALTER SEQUENCE public.b OWNED BY public.t.id;
DROP SEQUENCE public.gone;
