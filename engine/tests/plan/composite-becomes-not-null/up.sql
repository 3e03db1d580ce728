-- Main
ALTER TABLE public.ship ADD CONSTRAINT ship_berth__keel_not_null CHECK (berth IS DISTINCT FROM NULL) NOT VALID;
ALTER TABLE public.ship ADD CONSTRAINT ship_home__keel_not_null CHECK (home IS DISTINCT FROM NULL) NOT VALID;
ALTER TABLE public.ship ADD CONSTRAINT ship_name__keel_not_null CHECK (name IS NOT NULL) NOT VALID;
-- Validate
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_berth__keel_not_null;
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_home__keel_not_null;
ALTER TABLE public.ship VALIDATE CONSTRAINT ship_name__keel_not_null;
-- AfterValidation
ALTER TABLE public.ship ALTER COLUMN berth SET NOT NULL;
ALTER TABLE public.ship DROP CONSTRAINT ship_berth__keel_not_null;
ALTER TABLE public.ship ALTER COLUMN home SET NOT NULL;
ALTER TABLE public.ship DROP CONSTRAINT ship_home__keel_not_null;
ALTER TABLE public.ship ALTER COLUMN name SET NOT NULL;
ALTER TABLE public.ship DROP CONSTRAINT ship_name__keel_not_null;
