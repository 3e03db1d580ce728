-- Main
ALTER TABLE public.keep DROP COLUMN a;
ALTER TABLE public.keep DROP COLUMN b;
ALTER TABLE public.keep DROP COLUMN x;
DROP TABLE public.b;
DROP TABLE public.a;
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY public.keep_y_id_idx;
