-- Main
ALTER TABLE public.holder
    ALTER COLUMN one TYPE public."(a)"[] USING one::public."(a)"[],
    ALTER COLUMN three TYPE character varying(20),
    ALTER COLUMN two TYPE public."b (x) c"[] USING two::public."b (x) c"[];
