-- Main
ALTER SEQUENCE public.leaves OWNED BY NONE;
ALTER TABLE public.part SET UNLOGGED;
ALTER SEQUENCE public.stays SET UNLOGGED;
ALTER SEQUENCE public.comes OWNED BY public.part.other;
