-- Main
CREATE SCHEMA s;
CREATE DOMAIN public.d AS text
    CONSTRAINT d_check CHECK ((VALUE <> ''::text));
CREATE TYPE public.pair AS (
    x integer,
    y public.d
);
CREATE TYPE s.mood AS ENUM ('a');
CREATE SEQUENCE public.b_id_seq AS integer;
CREATE SEQUENCE public.seq;
CREATE TABLE public.b (
    id integer NOT NULL DEFAULT nextval('public.b_id_seq'::regclass),
    a_id integer,
    CONSTRAINT b_pkey PRIMARY KEY (id)
);
CREATE TABLE s.a (
    id integer NOT NULL DEFAULT nextval('public.seq'::regclass),
    m s.mood,
    p public.pair,
    b_id integer,
    CONSTRAINT a_pkey PRIMARY KEY (id)
);
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES s.a (id);
ALTER TABLE s.a ADD CONSTRAINT a_b_id_fkey FOREIGN KEY (b_id) REFERENCES public.b (id);
CREATE INDEX b_a_id_idx ON public.b (a_id);
ALTER SEQUENCE public.b_id_seq OWNED BY public.b.id;
