-- Main
ALTER TABLE public.t DROP CONSTRAINT t_k_id_fkey;
