-- Main
ALTER TYPE public.mood RENAME TO mood__keel_old;
CREATE TYPE public.mood AS ENUM ('ok');
ALTER DOMAIN public.moods RENAME TO moods__keel_old;
CREATE DOMAIN public.moods AS public.mood[];
ALTER TABLE public.person
    ALTER COLUMN before TYPE public.mood[] USING before::text[]::public.mood[],
    ALTER COLUMN now TYPE public.moods USING now::text::public.moods;
DROP DOMAIN public.moods__keel_old;
DROP TYPE public.mood__keel_old;
