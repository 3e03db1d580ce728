-- Main
ALTER TABLE public.a ALTER COLUMN id DROP DEFAULT;
DROP SEQUENCE public.a_id_seq;
