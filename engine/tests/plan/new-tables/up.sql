-- Main
CREATE TABLE public.a (
    id text NOT NULL,
    b_id text,
    n integer NOT NULL DEFAULT 3,
    CONSTRAINT a_pkey PRIMARY KEY (id),
    CONSTRAINT a_n_b_id_key UNIQUE (n, b_id),
    CONSTRAINT a_n_check CHECK ((n > 0))
);
COMMENT ON TABLE public.a IS 'it''s a table';
COMMENT ON COLUMN public.a.n IS 'number';
CREATE TABLE public.b (
    id text NOT NULL,
    a_id text,
    CONSTRAINT b_pkey PRIMARY KEY (id)
);
ALTER TABLE public.a ADD CONSTRAINT a_b_id_fkey FOREIGN KEY (b_id) REFERENCES public.b (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id) ON DELETE CASCADE;
CREATE INDEX a_lower_n_idx ON public.a ((lower(b_id)) DESC NULLS LAST) INCLUDE (n) WHERE (n > 5);
