-- Main
ALTER DOMAIN public.amount DROP CONSTRAINT amount_is_positive;
ALTER DOMAIN public.word DROP CONSTRAINT word_is_small;
