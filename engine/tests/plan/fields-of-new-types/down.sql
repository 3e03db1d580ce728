-- Main
CREATE TYPE public.mood AS ENUM ('sad', 'happy');
ALTER TYPE public.entry DROP ATTRIBUTE zeal;
ALTER TYPE public.entry ALTER ATTRIBUTE day TYPE date;
ALTER TYPE public.entry ADD ATTRIBUTE mood public.mood;
DROP DOMAIN public.moment;
DROP TYPE public.zeal;
