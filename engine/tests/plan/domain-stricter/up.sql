-- Main
ALTER DOMAIN public.amount SET NOT NULL;
ALTER DOMAIN public.amount ADD CONSTRAINT amount_check CHECK ((VALUE > 0)) NOT VALID;
-- Validate
ALTER DOMAIN public.amount VALIDATE CONSTRAINT amount_check;
