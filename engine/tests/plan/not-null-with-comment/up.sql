-- Main
CREATE TABLE public.comes (
    a integer CONSTRAINT comes_a_not_null NOT NULL
);
COMMENT ON CONSTRAINT comes_a_not_null ON public.comes IS 'of a new table';
ALTER TABLE public.part ALTER COLUMN f DROP NOT NULL;
ALTER TABLE public.part ADD COLUMN h integer CONSTRAINT part_h_not_null NOT NULL DEFAULT 1;
COMMENT ON CONSTRAINT part_h_not_null ON public.part IS 'of a new column';
COMMENT ON CONSTRAINT part_a_not_null ON public.part IS 'comes';
COMMENT ON CONSTRAINT part_b_not_null ON public.part IS NULL;
ALTER TABLE public.part ADD CONSTRAINT part_c__keel_not_null CHECK (c IS NOT NULL) NOT VALID;
ALTER TABLE public.part RENAME CONSTRAINT d_known TO d_is_known;
ALTER TABLE public.part ADD CONSTRAINT e_given NOT NULL e NOT VALID;
COMMENT ON CONSTRAINT e_given ON public.part IS 'not checked';
COMMENT ON CONSTRAINT part_g_not_null ON public.part IS 'of a key';
DROP TABLE public.gone;
-- Validate
ALTER TABLE public.part VALIDATE CONSTRAINT part_c__keel_not_null;
-- AfterValidation
ALTER TABLE public.part ALTER COLUMN c SET NOT NULL;
ALTER TABLE public.part DROP CONSTRAINT part_c__keel_not_null;
COMMENT ON CONSTRAINT part_c_not_null ON public.part IS 'comes with what it is on';
