-- Main
CREATE TABLE public.gone (
    a integer CONSTRAINT gone_a_not_null NOT NULL
);
COMMENT ON CONSTRAINT gone_a_not_null ON public.gone IS 'of a table that goes';
ALTER TABLE public.part ALTER COLUMN c DROP NOT NULL;
ALTER TABLE public.part ALTER COLUMN e DROP NOT NULL;
COMMENT ON CONSTRAINT part_a_not_null ON public.part IS NULL;
COMMENT ON CONSTRAINT part_b_not_null ON public.part IS 'was there';
ALTER TABLE public.part RENAME CONSTRAINT d_is_known TO d_known;
ALTER TABLE public.part ADD CONSTRAINT part_f__keel_not_null CHECK (f IS NOT NULL) NOT VALID;
COMMENT ON CONSTRAINT part_g_not_null ON public.part IS NULL;
ALTER TABLE public.part DROP COLUMN h;
DROP TABLE public.comes;
-- Validate
ALTER TABLE public.part VALIDATE CONSTRAINT part_f__keel_not_null;
-- AfterValidation
ALTER TABLE public.part ALTER COLUMN f SET NOT NULL;
ALTER TABLE public.part DROP CONSTRAINT part_f__keel_not_null;
COMMENT ON CONSTRAINT part_f_not_null ON public.part IS 'goes';
