-- Main
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;
ALTER TABLE s.a DROP CONSTRAINT a_b_id_fkey;
DROP TABLE public.b;
DROP TABLE s.a;
DROP SEQUENCE public.seq;
DROP TYPE public.pair;
DROP DOMAIN public.d;
DROP TYPE s.mood;
DROP SCHEMA s;
