-- Main
ALTER TYPE public.item ALTER ATTRIBUTE count TYPE integer;
ALTER TABLE public.kitchen ALTER COLUMN laid DROP DEFAULT;
ALTER TABLE public.kitchen
    ALTER COLUMN laid TYPE public.laid USING laid::public.laid,
    ALTER COLUMN tray TYPE public.tray USING tray::public.tray;
ALTER TABLE public.kitchen ALTER COLUMN laid SET DEFAULT ROW(ARRAY[ROW('cup'::text, 1)::public.item], 'left'::text)::public.tray;
