-- The way back from 20261122215606_idempotent_jobs
--
-- What changes
--   takes back 20261122215606_idempotent_jobs
--
-- Hazards
--   DESTRUCTIVE: bigint to integer: a value that does not fit is refused or loses what does not fit
--   DESTRUCTIVE: the values of public.transformation_jobs.idempotency_key are gone
--   DESTRUCTIVE: the values of public."user".last_seen_at are gone
--   DESTRUCTIVE: the values of public."user".locale are gone
--   lock: ACCESS EXCLUSIVE on public.transformation_jobs (not observed)
--   lock: ACCESS EXCLUSIVE on public."user" (not observed)
--
-- keel: before sha256:c68b9f44c5778a295d016a4ea6ecc6f8861cd62dd04d8d70f016bdd58fdbbaa8
-- keel: after sha256:668ced4f3dad1fcd2a123d7718425d91c434801cf9d710481a5351152a99d86e
-- keel: tool 0.1.0

ALTER TABLE public.transformation_jobs ALTER COLUMN records_failed DROP DEFAULT;

ALTER TABLE public.transformation_jobs ALTER COLUMN records_processed DROP DEFAULT;

-- DESTRUCTIVE: bigint to integer: a value that does not fit is refused or loses what does not fit
ALTER TABLE public.transformation_jobs ALTER COLUMN records_failed TYPE integer;

-- DESTRUCTIVE: bigint to integer: a value that does not fit is refused or loses what does not fit
ALTER TABLE public.transformation_jobs ALTER COLUMN records_processed TYPE integer;

ALTER TABLE public.transformation_jobs ALTER COLUMN records_failed SET DEFAULT 0;

ALTER TABLE public.transformation_jobs ALTER COLUMN records_processed SET DEFAULT 0;

-- DESTRUCTIVE: the values of public.transformation_jobs.idempotency_key are gone
ALTER TABLE public.transformation_jobs DROP COLUMN idempotency_key;

-- DESTRUCTIVE: the values of public."user".last_seen_at are gone
ALTER TABLE public."user" DROP COLUMN last_seen_at;

-- DESTRUCTIVE: the values of public."user".locale are gone
ALTER TABLE public."user" DROP COLUMN locale;
