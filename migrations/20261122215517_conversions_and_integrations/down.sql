-- The way back from 20261122215517_conversions_and_integrations
--
-- What changes
--   takes back 20261122215517_conversions_and_integrations
--
-- Hazards
--   DESTRUCTIVE: all rows of public.api_keys are gone
--   DESTRUCTIVE: all rows of public.configuration_versions are gone
--   DESTRUCTIVE: all rows of public.configurations are gone
--   DESTRUCTIVE: all rows of public.organization_webhooks are gone
--   DESTRUCTIVE: all rows of public.transformation_jobs are gone
--   DESTRUCTIVE: all rows of public.webhook_deliveries are gone
--   lock: ACCESS EXCLUSIVE on public.api_keys (not observed)
--   lock: ACCESS EXCLUSIVE on public."user" (not observed)
--   lock: ACCESS EXCLUSIVE on public.organization (not observed)
--   lock: ACCESS EXCLUSIVE on public.configuration_versions (not observed)
--   lock: ACCESS EXCLUSIVE on public.configurations (not observed)
--   lock: ACCESS EXCLUSIVE on public.organization_webhooks (not observed)
--   lock: ACCESS EXCLUSIVE on public.transformation_jobs (not observed)
--   lock: ACCESS EXCLUSIVE on public.webhook_deliveries (not observed)
--
-- keel: before sha256:225daee0e9810f52ba8b8a4c0cd1ad8cb7fd0d75ec7833355577343dd6a88c5a
-- keel: after sha256:281316d0716b33f103fcd8d650eedf9a2f870979ac477911f61b7e880a61e17b
-- keel: tool 0.1.0

ALTER TABLE public.api_keys DROP CONSTRAINT api_keys_created_by_id_fkey;

ALTER TABLE public.api_keys DROP CONSTRAINT api_keys_organization_id_fkey;

ALTER TABLE public.configuration_versions DROP CONSTRAINT configuration_versions_configuration_id_fkey;

ALTER TABLE public.configuration_versions DROP CONSTRAINT configuration_versions_created_by_id_fkey;

ALTER TABLE public.configurations DROP CONSTRAINT configurations_created_by_id_fkey;

ALTER TABLE public.configurations DROP CONSTRAINT configurations_organization_id_fkey;

ALTER TABLE public.configurations DROP CONSTRAINT configurations_published_version_id_fkey;

ALTER TABLE public.organization_webhooks DROP CONSTRAINT organization_webhooks_created_by_id_fkey;

ALTER TABLE public.organization_webhooks DROP CONSTRAINT organization_webhooks_organization_id_fkey;

ALTER TABLE public.transformation_jobs DROP CONSTRAINT transformation_jobs_api_key_id_fkey;

ALTER TABLE public.transformation_jobs DROP CONSTRAINT transformation_jobs_configuration_id_fkey;

ALTER TABLE public.transformation_jobs DROP CONSTRAINT transformation_jobs_configuration_version_id_fkey;

ALTER TABLE public.transformation_jobs DROP CONSTRAINT transformation_jobs_organization_id_fkey;

ALTER TABLE public.transformation_jobs DROP CONSTRAINT transformation_jobs_requested_by_id_fkey;

ALTER TABLE public.webhook_deliveries DROP CONSTRAINT webhook_deliveries_webhook_id_fkey;

-- DESTRUCTIVE: all rows of public.api_keys are gone
DROP TABLE public.api_keys;

-- DESTRUCTIVE: all rows of public.configuration_versions are gone
DROP TABLE public.configuration_versions;

-- DESTRUCTIVE: all rows of public.configurations are gone
DROP TABLE public.configurations;

-- DESTRUCTIVE: all rows of public.organization_webhooks are gone
DROP TABLE public.organization_webhooks;

-- DESTRUCTIVE: all rows of public.transformation_jobs are gone
DROP TABLE public.transformation_jobs;

-- DESTRUCTIVE: all rows of public.webhook_deliveries are gone
DROP TABLE public.webhook_deliveries;
