-- Main
ALTER DOMAIN public.amount RENAME TO amount__keel_old;
CREATE DOMAIN public.amount AS bigint NOT NULL;
ALTER TABLE public.part ALTER COLUMN amount TYPE public.amount USING amount::text::public.amount;
DROP DOMAIN public.amount__keel_old;
