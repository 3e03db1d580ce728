-- Main
CREATE DOMAIN public.moment AS timestamp with time zone;
CREATE TYPE public.zeal AS ENUM ('none', 'some');
ALTER TYPE public.entry DROP ATTRIBUTE mood;
ALTER TYPE public.entry ALTER ATTRIBUTE day TYPE public.moment;
ALTER TYPE public.entry ADD ATTRIBUTE zeal public.zeal[];
DROP TYPE public.mood;
