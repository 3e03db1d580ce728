-- The way back from 20261122215546_administration_and_platform
--
-- What changes
--   takes back 20261122215546_administration_and_platform
--
-- Hazards
--   DESTRUCTIVE: all rows of public.audit_logs are gone
--   DESTRUCTIVE: all rows of public.feature_flags are gone
--   DESTRUCTIVE: all rows of public.platform_audit_logs are gone
--   DESTRUCTIVE: all rows of public.platform_admins are gone
--   DESTRUCTIVE: all rows of public.system_metrics are gone
--   lock: ACCESS EXCLUSIVE on public.audit_logs (not observed)
--   lock: ACCESS EXCLUSIVE on public.api_keys (not observed)
--   lock: ACCESS EXCLUSIVE on public."user" (not observed)
--   lock: ACCESS EXCLUSIVE on public.organization (not observed)
--   lock: ACCESS EXCLUSIVE on public.feature_flags (not observed)
--   lock: ACCESS EXCLUSIVE on public.platform_admins (not observed)
--   lock: ACCESS EXCLUSIVE on public.platform_audit_logs (not observed)
--   lock: ACCESS EXCLUSIVE on public.system_metrics (not observed)
--
-- keel: before sha256:668ced4f3dad1fcd2a123d7718425d91c434801cf9d710481a5351152a99d86e
-- keel: after sha256:b11e0147345c5fdbc068a3466dcf77af8cb28023f1a4fd9953012cfea6bdd997
-- keel: tool 0.1.0

-- DESTRUCTIVE: all rows of public.audit_logs are gone
DROP TABLE public.audit_logs;

-- DESTRUCTIVE: all rows of public.feature_flags are gone
DROP TABLE public.feature_flags;

-- DESTRUCTIVE: all rows of public.platform_audit_logs are gone
DROP TABLE public.platform_audit_logs;

-- DESTRUCTIVE: all rows of public.platform_admins are gone
DROP TABLE public.platform_admins;

-- DESTRUCTIVE: all rows of public.system_metrics are gone
DROP TABLE public.system_metrics;
