-- Main
ALTER DOMAIN public.amount DROP CONSTRAINT amount_check;
ALTER DOMAIN public.amount DROP NOT NULL;
