-- The way back from 20261122215533_billing
--
-- What changes
--   takes back 20261122215533_billing
--
-- Hazards
--   DESTRUCTIVE: all rows of public.active_conversions are gone
--   DESTRUCTIVE: all rows of public.billing_events are gone
--   DESTRUCTIVE: all rows of public.organization_subscriptions are gone
--   DESTRUCTIVE: all rows of public.subscription_plans are gone
--   DESTRUCTIVE: all rows of public.usage_records are gone
--   lock: ACCESS EXCLUSIVE on public.active_conversions (not observed)
--   lock: ACCESS EXCLUSIVE on public.transformation_jobs (not observed)
--   lock: ACCESS EXCLUSIVE on public.organization (not observed)
--   lock: ACCESS EXCLUSIVE on public.billing_events (not observed)
--   lock: ACCESS EXCLUSIVE on public.organization_subscriptions (not observed)
--   lock: ACCESS EXCLUSIVE on public.subscription_plans (not observed)
--   lock: ACCESS EXCLUSIVE on public.usage_records (not observed)
--
-- keel: before sha256:b11e0147345c5fdbc068a3466dcf77af8cb28023f1a4fd9953012cfea6bdd997
-- keel: after sha256:225daee0e9810f52ba8b8a4c0cd1ad8cb7fd0d75ec7833355577343dd6a88c5a
-- keel: tool 0.1.0

-- DESTRUCTIVE: all rows of public.active_conversions are gone
DROP TABLE public.active_conversions;

-- DESTRUCTIVE: all rows of public.billing_events are gone
DROP TABLE public.billing_events;

-- DESTRUCTIVE: all rows of public.organization_subscriptions are gone
DROP TABLE public.organization_subscriptions;

-- DESTRUCTIVE: all rows of public.subscription_plans are gone
DROP TABLE public.subscription_plans;

-- DESTRUCTIVE: all rows of public.usage_records are gone
DROP TABLE public.usage_records;
