-- Main
CREATE TABLE public.a (
    id integer NOT NULL,
    CONSTRAINT a_pkey PRIMARY KEY (id)
);
CREATE TABLE public.b (
    id integer NOT NULL,
    CONSTRAINT b_pkey PRIMARY KEY (id)
);
ALTER TABLE public.keep ADD COLUMN a integer;
ALTER TABLE public.keep ADD COLUMN b integer;
ALTER TABLE public.keep ADD COLUMN x integer;
ALTER TABLE public.keep ADD CONSTRAINT keep_check CHECK ((x < y)) NOT VALID;
ALTER TABLE public.b ADD CONSTRAINT b_id_fkey FOREIGN KEY (id) REFERENCES public.a (id);
ALTER TABLE public.keep ADD CONSTRAINT keep_a_fkey FOREIGN KEY (a) REFERENCES public.a (id) NOT VALID;
ALTER TABLE public.keep ADD CONSTRAINT keep_b_fkey FOREIGN KEY (b) REFERENCES public.b (id) NOT VALID;
-- BuildIndex, outside a transaction
CREATE UNIQUE INDEX CONCURRENTLY keep_x_y_key ON public.keep (x, y);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY keep_x_idx ON public.keep (x);
-- BuildIndex, outside a transaction
CREATE INDEX CONCURRENTLY keep_y_id_idx ON public.keep (y, id);
-- AttachIndex
ALTER TABLE public.keep ADD CONSTRAINT keep_x_y_key UNIQUE USING INDEX keep_x_y_key;
-- Validate
ALTER TABLE public.keep VALIDATE CONSTRAINT keep_a_fkey;
ALTER TABLE public.keep VALIDATE CONSTRAINT keep_b_fkey;
ALTER TABLE public.keep VALIDATE CONSTRAINT keep_check;
