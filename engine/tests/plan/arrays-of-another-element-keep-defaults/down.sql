-- Main
ALTER TABLE public.t ALTER COLUMN bare DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN listed DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN moods DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN nested DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN shorter DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN wider DROP DEFAULT;
ALTER TABLE public.t
    ALTER COLUMN bare TYPE text[],
    ALTER COLUMN gone TYPE text[],
    ALTER COLUMN listed TYPE text[],
    ALTER COLUMN moods TYPE text[],
    ALTER COLUMN nested TYPE text[],
    ALTER COLUMN shorter TYPE text[],
    ALTER COLUMN wider TYPE integer[];
ALTER TABLE public.t ALTER COLUMN bare SET DEFAULT '{}'::text[];
ALTER TABLE public.t ALTER COLUMN gone SET DEFAULT '{}'::text[];
ALTER TABLE public.t ALTER COLUMN listed SET DEFAULT ARRAY['1'::text, '2'::text];
ALTER TABLE public.t ALTER COLUMN moods SET DEFAULT '{sad}'::text[];
ALTER TABLE public.t ALTER COLUMN nested SET DEFAULT ARRAY[ARRAY['1'::text], ARRAY['2'::text]];
ALTER TABLE public.t ALTER COLUMN shorter SET DEFAULT '{a,b}'::text[];
ALTER TABLE public.t ALTER COLUMN wider SET DEFAULT '{1,2}'::integer[];
