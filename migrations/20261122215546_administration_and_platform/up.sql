-- Migration 20261122215546_administration_and_platform
--
-- What changes
--   create table public.audit_logs: 14 columns, 4 constraints, 4 indexes
--   create table public.feature_flags: 9 columns, 5 constraints, 1 index
--   create table public.platform_admins: 8 columns, 4 constraints, 1 index
--   create table public.platform_audit_logs: 12 columns, 3 constraints, 3 indexes
--   create table public.system_metrics: 8 columns, 1 constraint, 2 indexes
--
-- Hazards
--   lock: SHARE ROW EXCLUSIVE on public.api_keys (observed)
--   lock: SHARE ROW EXCLUSIVE on public.organization (observed)
--   lock: SHARE ROW EXCLUSIVE on public."user" (observed)
--
-- Proof
--   on PostgreSQL 17, a scratch database on the target's own server
--   the catalog afterwards is the one declared, and nothing is left to plan
--   15 tables held sample rows: their number and the values of untouched columns are as before
--   not proved with rows in tables that the plan leaves alone: public.active_conversions, public.configuration_versions, public.organization_webhooks, public.transformation_jobs, public.webhook_deliveries
--
-- keel: parent 20261122215533
-- keel: before sha256:b11e0147345c5fdbc068a3466dcf77af8cb28023f1a4fd9953012cfea6bdd997
-- keel: after sha256:668ced4f3dad1fcd2a123d7718425d91c434801cf9d710481a5351152a99d86e
-- keel: tool 0.1.0

CREATE TABLE public.audit_logs (
    id text NOT NULL,
    organization_id text NOT NULL,
    actor_type text NOT NULL,
    actor_user_id text,
    actor_api_key_id text,
    actor_label text NOT NULL,
    action text NOT NULL,
    target_type text NOT NULL,
    target_id text,
    changes jsonb NOT NULL DEFAULT '{}'::jsonb,
    ip_address inet,
    user_agent text,
    request_id text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT audit_logs_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE public.audit_logs IS 'What people and keys did in an organization, for its own admins to read; only ever added to';

COMMENT ON COLUMN public.audit_logs.actor_label IS 'Name or mail address at the time, for when the actor is gone';

CREATE TABLE public.feature_flags (
    id text NOT NULL,
    key text NOT NULL,
    description text,
    enabled boolean NOT NULL DEFAULT false,
    rollout smallint NOT NULL DEFAULT 0,
    targeting jsonb NOT NULL DEFAULT '{}'::jsonb,
    updated_by_id text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT feature_flags_pkey PRIMARY KEY (id),
    CONSTRAINT feature_flags_key_key UNIQUE (key),
    CONSTRAINT feature_flags_key_form CHECK ((key ~ '^[a-z][a-z0-9_.-]*$'::text)),
    CONSTRAINT feature_flags_rollout_percent CHECK (((rollout >= 0) AND (rollout <= 100)))
);

COMMENT ON TABLE public.feature_flags IS 'What is switched on, and for whom';

COMMENT ON COLUMN public.feature_flags.rollout IS 'Of organizations, by a hash of their id';

COMMENT ON COLUMN public.feature_flags.targeting IS 'Whom it is on or off for, whatever the rollout';

CREATE TABLE public.platform_admins (
    id text NOT NULL,
    user_id text NOT NULL,
    role text NOT NULL DEFAULT 'support'::text,
    permissions text[] NOT NULL DEFAULT '{}'::text[],
    granted_by_id text,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT platform_admins_pkey PRIMARY KEY (id),
    CONSTRAINT platform_admins_user_id_key UNIQUE (user_id)
);

COMMENT ON TABLE public.platform_admins IS 'Who of us may look after customers; revoked and never deleted, since the log refers to them';

COMMENT ON COLUMN public.platform_admins.granted_by_id IS 'NULL for the first';

CREATE TABLE public.platform_audit_logs (
    id text NOT NULL,
    admin_id text NOT NULL,
    action text NOT NULL,
    target_type text NOT NULL,
    target_id text NOT NULL,
    organization_id text,
    reason text NOT NULL,
    before jsonb,
    after jsonb,
    ip_address inet,
    user_agent text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT platform_audit_logs_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE public.platform_audit_logs IS 'What platform admins did; only ever added to';

COMMENT ON COLUMN public.platform_audit_logs.target_id IS 'No foreign key, for the log outlives what it speaks of';

COMMENT ON COLUMN public.platform_audit_logs.reason IS 'Given by the admin';

CREATE TABLE public.system_metrics (
    id text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    value double precision NOT NULL,
    unit text,
    source text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}'::jsonb,
    recorded_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT system_metrics_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE public.system_metrics IS 'Measurements of the platform itself; old ones are erased by time';

COMMENT ON COLUMN public.system_metrics.source IS 'The host or worker that measured';

ALTER TABLE public.audit_logs ADD CONSTRAINT audit_logs_actor_api_key_id_fkey FOREIGN KEY (actor_api_key_id) REFERENCES public.api_keys (id) ON DELETE SET NULL;

ALTER TABLE public.audit_logs ADD CONSTRAINT audit_logs_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES public."user" (id) ON DELETE SET NULL;

ALTER TABLE public.audit_logs ADD CONSTRAINT audit_logs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE CASCADE;

ALTER TABLE public.feature_flags ADD CONSTRAINT feature_flags_updated_by_id_fkey FOREIGN KEY (updated_by_id) REFERENCES public.platform_admins (id) ON DELETE SET NULL;

ALTER TABLE public.platform_admins ADD CONSTRAINT platform_admins_granted_by_id_fkey FOREIGN KEY (granted_by_id) REFERENCES public.platform_admins (id) ON DELETE RESTRICT;

ALTER TABLE public.platform_admins ADD CONSTRAINT platform_admins_user_id_fkey FOREIGN KEY (user_id) REFERENCES public."user" (id) ON DELETE RESTRICT;

ALTER TABLE public.platform_audit_logs ADD CONSTRAINT platform_audit_logs_admin_id_fkey FOREIGN KEY (admin_id) REFERENCES public.platform_admins (id) ON DELETE RESTRICT;

ALTER TABLE public.platform_audit_logs ADD CONSTRAINT platform_audit_logs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE SET NULL;

CREATE INDEX audit_logs_actor_api_key_id_idx ON public.audit_logs (actor_api_key_id);

CREATE INDEX audit_logs_actor_user_id_idx ON public.audit_logs (actor_user_id);

CREATE INDEX audit_logs_organization_id_created_at_idx ON public.audit_logs (organization_id, created_at);

CREATE INDEX audit_logs_organization_id_target_type_target_id_idx ON public.audit_logs (organization_id, target_type, target_id);

CREATE INDEX feature_flags_updated_by_id_idx ON public.feature_flags (updated_by_id);

CREATE INDEX platform_admins_granted_by_id_idx ON public.platform_admins (granted_by_id);

CREATE INDEX platform_audit_logs_admin_id_created_at_idx ON public.platform_audit_logs (admin_id, created_at);

CREATE INDEX platform_audit_logs_organization_id_idx ON public.platform_audit_logs (organization_id);

CREATE INDEX platform_audit_logs_target_type_target_id_idx ON public.platform_audit_logs (target_type, target_id);

CREATE INDEX system_metrics_name_recorded_at_idx ON public.system_metrics (name, recorded_at);

CREATE INDEX system_metrics_recorded_at_idx ON public.system_metrics USING brin (recorded_at);
