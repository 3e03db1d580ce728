-- Main
ALTER TABLE public.a DROP COLUMN m;
ALTER TABLE public.a RENAME CONSTRAINT a_n_not_null TO a_m_not_null;
