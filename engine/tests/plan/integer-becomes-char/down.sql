-- Main
ALTER TABLE public.a ALTER COLUMN a TYPE "char" USING a::"char";
