-- EnumLabels
ALTER TYPE public.mood ADD VALUE 'first' BEFORE 'sad';
ALTER TYPE public.mood ADD VALUE 'middle' AFTER 'sad';
ALTER TYPE public.mood ADD VALUE 'last';
-- Main
ALTER TABLE public.a ALTER COLUMN m SET DEFAULT 'last'::public.mood;
