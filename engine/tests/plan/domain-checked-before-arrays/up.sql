-- Main
ALTER DOMAIN public.amount ADD CONSTRAINT positive CHECK ((VALUE > 0));
COMMENT ON CONSTRAINT positive ON DOMAIN public.amount IS 'more than nothing';
ALTER DOMAIN public.weight VALIDATE CONSTRAINT small;
CREATE TYPE public.pair AS (
    one public.amount,
    two public.weight
);
CREATE TABLE public.more (
    amounts public.amount[],
    pair public.pair
);
ALTER TABLE public.part ADD COLUMN many public.weight[];
