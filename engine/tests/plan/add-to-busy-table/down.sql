-- Main
ALTER TABLE public.a DROP CONSTRAINT a_email_key;
ALTER TABLE public.a DROP CONSTRAINT short;
ALTER TABLE public.a ALTER COLUMN name DROP NOT NULL;
ALTER TABLE public.a DROP COLUMN b_id;
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY public.a_name;
