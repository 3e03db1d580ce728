-- Main
ALTER TABLE public.a RENAME CONSTRAINT a_m_not_null TO a_n_not_null;
ALTER TABLE public.a ADD COLUMN m integer NOT NULL DEFAULT 1;
