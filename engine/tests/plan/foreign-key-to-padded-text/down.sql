-- Main
ALTER TABLE public.t DROP CONSTRAINT t_code_fkey;
