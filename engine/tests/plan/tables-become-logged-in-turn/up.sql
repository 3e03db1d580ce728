-- Main
ALTER TABLE public.aims_at_gone DROP CONSTRAINT aims_at_gone_gone_fkey;
ALTER TABLE public.aims_at_gone SET LOGGED;
ALTER TABLE public.c SET LOGGED;
ALTER TABLE public.a SET LOGGED;
ALTER TABLE public.circle_1 DROP CONSTRAINT circle_1_next_fkey;
ALTER TABLE public.circle_1 SET LOGGED;
ALTER TABLE public.circle_2 DROP CONSTRAINT circle_2_next_fkey;
ALTER TABLE public.circle_2 SET LOGGED;
ALTER TABLE public.b DROP CONSTRAINT b_kept_fkey;
ALTER TABLE public.b DROP COLUMN stays;
ALTER TABLE public.b SET LOGGED;
ALTER TABLE public.b ADD COLUMN c integer;
ALTER TABLE public.b ADD CONSTRAINT b_c_fkey FOREIGN KEY (c) REFERENCES public.c (id) NOT VALID;
ALTER TABLE public.circle_1 ADD CONSTRAINT circle_1_next_fkey FOREIGN KEY (next) REFERENCES public.circle_2 (id) NOT VALID;
ALTER TABLE public.circle_2 ADD CONSTRAINT circle_2_next_fkey FOREIGN KEY (next) REFERENCES public.circle_1 (id) NOT VALID;
-- Validate
ALTER TABLE public.b VALIDATE CONSTRAINT b_c_fkey;
ALTER TABLE public.circle_1 VALIDATE CONSTRAINT circle_1_next_fkey;
ALTER TABLE public.circle_2 VALIDATE CONSTRAINT circle_2_next_fkey;
-- Remove
DROP TABLE public.gone;
