-- Main
ALTER TABLE public.person DROP CONSTRAINT person_email_org_key;
ALTER TABLE public.person DROP COLUMN phone;
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY public.person_name;
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY public.person_nick;
