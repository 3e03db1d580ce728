-- Main
ALTER TABLE public.account DROP CONSTRAINT account_id_key;
-- DropIndex, outside a transaction
DROP INDEX CONCURRENTLY public.account_email;
