-- Main
ALTER DOMAIN public.amount DROP NOT NULL;
ALTER DOMAIN public.amount DROP CONSTRAINT amount_check;
