-- Main
ALTER TABLE public.t ALTER COLUMN bare DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN gone DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN listed DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN moods DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN nested DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN shorter DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN wider DROP DEFAULT;
ALTER TABLE public.t
    ALTER COLUMN bare TYPE integer[] USING bare::integer[],
    ALTER COLUMN gone TYPE integer[] USING gone::integer[],
    ALTER COLUMN listed TYPE integer[] USING listed::integer[],
    ALTER COLUMN moods TYPE public.mood[] USING moods::public.mood[],
    ALTER COLUMN nested TYPE integer[] USING nested::integer[],
    ALTER COLUMN shorter TYPE character varying(3)[],
    ALTER COLUMN wider TYPE bigint[];
ALTER TABLE public.t ALTER COLUMN bare SET DEFAULT '{}'::integer[];
ALTER TABLE public.t ALTER COLUMN listed SET DEFAULT ARRAY[1, 2];
ALTER TABLE public.t ALTER COLUMN moods SET DEFAULT '{sad}'::public.mood[];
ALTER TABLE public.t ALTER COLUMN nested SET DEFAULT ARRAY[ARRAY[1], ARRAY[2]];
ALTER TABLE public.t ALTER COLUMN shorter SET DEFAULT '{a,b}'::character varying[];
ALTER TABLE public.t ALTER COLUMN wider SET DEFAULT '{1,2}'::bigint[];
