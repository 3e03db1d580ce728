-- Main
ALTER TABLE public.room ALTER COLUMN size DROP DEFAULT;
ALTER TABLE public.room ALTER COLUMN sizes DROP DEFAULT;
ALTER TYPE public.size DROP ATTRIBUTE unit;
ALTER TYPE public.size ADD ATTRIBUTE high integer;
ALTER TABLE public.room ALTER COLUMN unit DROP DEFAULT;
ALTER TYPE public.unit DROP ATTRIBUTE name;
ALTER TYPE public.unit ADD ATTRIBUTE code text;
ALTER TABLE public.room ALTER COLUMN size SET DEFAULT ROW(3, 4);
ALTER TABLE public.room ALTER COLUMN sizes SET DEFAULT ARRAY[ROW(1, NULL::integer)::public.size];
ALTER TABLE public.room ALTER COLUMN unit SET DEFAULT ROW('m'::text);
