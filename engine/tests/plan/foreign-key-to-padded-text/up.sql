-- Main
ALTER TABLE public.t ADD CONSTRAINT t_code_fkey FOREIGN KEY (code) REFERENCES public.c (code) NOT VALID;
-- Validate
ALTER TABLE public.t VALIDATE CONSTRAINT t_code_fkey;
