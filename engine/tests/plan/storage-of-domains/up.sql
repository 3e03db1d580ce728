-- Main
ALTER TABLE public.part
    ALTER COLUMN amount TYPE public.amount USING amount::public.amount,
    ALTER COLUMN mood TYPE public.mood USING mood::public.mood;
ALTER TABLE public.part ALTER COLUMN label SET STORAGE EXTENDED;
