-- Main
CREATE SCHEMA old;
COMMENT ON DOMAIN public.amount IS 'how many';
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('sad');
CREATE TYPE old.entry AS (
    amounts public.amount[],
    mood public.mood
);
ALTER DOMAIN public.entries RENAME TO entries__keel_old;
CREATE DOMAIN public.entries AS old.entry;
ALTER TABLE public.diary ALTER COLUMN entry TYPE public.entries USING entry::text::public.entries;
DROP DOMAIN public.entries__keel_old;
DROP TYPE public.entry;
DROP TYPE public.mood__keel_old;
