-- Migration 20261122215606_idempotent_jobs
--
-- What changes
--   alter column public.transformation_jobs.records_processed: type integer becomes bigint
--   alter column public.transformation_jobs.records_failed: type integer becomes bigint
--   create column public.transformation_jobs.idempotency_key: text
--   create constraint transformation_jobs_organization_id_idempotency_key_key on public.transformation_jobs: UNIQUE (organization_id, idempotency_key)
--   create column public."user".locale: text not null, default 'en'::text
--   create column public."user".last_seen_at: timestamp with time zone
--
-- Hazards
--   depends on data: fails while two rows of public.transformation_jobs are equal in these columns
--   lock: ACCESS EXCLUSIVE on public.transformation_jobs; the table is written anew under it (observed)
--   lock: ACCESS EXCLUSIVE on public."user" (observed)
--   lock: SHARE UPDATE EXCLUSIVE on public.transformation_jobs (outside a transaction, not observed)
--
-- Proof
--   on PostgreSQL 17, a scratch database on the target's own server
--   the catalog afterwards is the one declared, and nothing is left to plan
--   20 tables held sample rows: their number and the values of untouched columns are as before
--   not proved with rows in public.transformation_jobs: null value in column "configuration_version_id" of relation "transformation_jobs" violates not-null constraint
--   not proved with rows in tables that the plan leaves alone: public.active_conversions, public.configuration_versions, public.organization_webhooks, public.webhook_deliveries
--
-- keel: parent 20261122215546
-- keel: before sha256:668ced4f3dad1fcd2a123d7718425d91c434801cf9d710481a5351152a99d86e
-- keel: after sha256:c68b9f44c5778a295d016a4ea6ecc6f8861cd62dd04d8d70f016bdd58fdbbaa8
-- keel: tool 0.1.0

ALTER TABLE public.transformation_jobs ALTER COLUMN records_failed DROP DEFAULT;

ALTER TABLE public.transformation_jobs ALTER COLUMN records_processed DROP DEFAULT;

ALTER TABLE public.transformation_jobs ADD COLUMN idempotency_key text;

COMMENT ON COLUMN public.transformation_jobs.idempotency_key IS 'Chosen by the caller, so that a repeated request makes one job';

ALTER TABLE public.transformation_jobs ALTER COLUMN records_failed TYPE bigint;

ALTER TABLE public.transformation_jobs ALTER COLUMN records_processed TYPE bigint;

ALTER TABLE public."user" ADD COLUMN last_seen_at timestamp with time zone;

ALTER TABLE public."user" ADD COLUMN locale text NOT NULL DEFAULT 'en'::text;

ALTER TABLE public.transformation_jobs ALTER COLUMN records_failed SET DEFAULT 0;

ALTER TABLE public.transformation_jobs ALTER COLUMN records_processed SET DEFAULT 0;

-- keel: segment no-transaction
-- keel: probe valid-index public.transformation_jobs_organization_id_idempotency_key_key

-- fails while two rows of public.transformation_jobs are equal in these columns
CREATE UNIQUE INDEX CONCURRENTLY transformation_jobs_organization_id_idempotency_key_key ON public.transformation_jobs (organization_id, idempotency_key);

-- keel: segment

ALTER TABLE public.transformation_jobs ADD CONSTRAINT transformation_jobs_organization_id_idempotency_key_key UNIQUE USING INDEX transformation_jobs_organization_id_idempotency_key_key;
