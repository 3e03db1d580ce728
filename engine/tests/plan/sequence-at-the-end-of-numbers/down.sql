-- Main
CREATE SEQUENCE public.highest INCREMENT BY -1 MINVALUE 1 MAXVALUE 9223372036854775807;
CREATE SEQUENCE public.lowest MINVALUE -9223372036854775808;
ALTER SEQUENCE public.part_id_seq RENAME TO part_id_seq__keel_old;
ALTER SEQUENCE public.part_place_seq RENAME TO part_place_seq__keel_old;
SELECT pg_catalog.setval('public.lowest', GREATEST(reached, -9223372036854775808), COALESCE(reached >= -9223372036854775808, false)) FROM (SELECT GREATEST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM public.part_id_seq__keel_old WHERE is_called OR last_value >= -9223372036854775807), (SELECT max(id) FROM public.part WHERE id BETWEEN -9223372036854775808 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.part ALTER COLUMN id DROP IDENTITY;
ALTER TABLE public.part ALTER COLUMN id SET DEFAULT nextval('public.lowest'::regclass);
SELECT pg_catalog.setval('public.highest', LEAST(reached, 9223372036854775807), COALESCE(reached <= 9223372036854775807, false)) FROM (SELECT LEAST((SELECT last_value - CASE WHEN is_called THEN 0 ELSE -1 END FROM public.part_place_seq__keel_old WHERE is_called OR last_value <= 9223372036854775806), (SELECT min(place) FROM public.part WHERE place BETWEEN 1 AND 9223372036854775807))) AS position(reached);
ALTER TABLE public.part ALTER COLUMN place DROP IDENTITY;
ALTER TABLE public.part ALTER COLUMN place SET DEFAULT nextval('public.highest'::regclass);
