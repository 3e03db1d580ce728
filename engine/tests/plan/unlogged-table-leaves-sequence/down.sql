-- Main
ALTER SEQUENCE public.comes OWNED BY NONE;
ALTER TABLE public.part SET LOGGED;
ALTER SEQUENCE public.stays SET LOGGED;
ALTER SEQUENCE public.leaves OWNED BY public.part.id;
