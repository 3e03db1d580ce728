-- Main
ALTER TABLE public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt ALTER COLUMN a DROP NOT NULL;
ALTER TABLE public.ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt ALTER COLUMN b DROP NOT NULL;
