-- Main
ALTER TABLE public.holder ALTER COLUMN one TYPE text[];
ALTER TABLE public.holder ALTER COLUMN three TYPE character varying(30);
ALTER TABLE public.holder ALTER COLUMN two TYPE text[];
