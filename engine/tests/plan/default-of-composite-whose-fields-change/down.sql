-- Main
ALTER TABLE public.room ALTER COLUMN size DROP DEFAULT;
ALTER TABLE public.room ALTER COLUMN sizes DROP DEFAULT;
ALTER TYPE public.size DROP ATTRIBUTE high;
ALTER TYPE public.size ADD ATTRIBUTE unit text;
ALTER TABLE public.room ALTER COLUMN unit DROP DEFAULT;
ALTER TYPE public.unit DROP ATTRIBUTE code;
ALTER TYPE public.unit ADD ATTRIBUTE name text;
ALTER TABLE public.room ALTER COLUMN size SET DEFAULT ROW(3, 'm'::text);
ALTER TABLE public.room ALTER COLUMN sizes SET DEFAULT ARRAY[ROW(1, 'cm'::text)::public.size];
ALTER TABLE public.room ALTER COLUMN unit SET DEFAULT ROW('m'::text);
