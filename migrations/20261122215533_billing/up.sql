-- Migration 20261122215533_billing
--
-- What changes
--   create table public.active_conversions: 7 columns, 4 constraints, 2 indexes
--   create table public.billing_events: 14 columns, 5 constraints, 3 indexes
--   create table public.organization_subscriptions: 15 columns, 6 constraints, 5 indexes
--   create table public.subscription_plans: 15 columns, 6 constraints, 0 indexes
--   create table public.usage_records: 9 columns, 5 constraints, 1 index
--
-- Hazards
--   lock: SHARE ROW EXCLUSIVE on public.organization (observed)
--   lock: SHARE ROW EXCLUSIVE on public.transformation_jobs (observed)
--
-- Proof
--   on PostgreSQL 17, a scratch database on the target's own server
--   the catalog afterwards is the one declared, and nothing is left to plan
--   11 tables held sample rows: their number and the values of untouched columns are as before
--   not proved with rows in public.transformation_jobs: null value in column "configuration_version_id" of relation "transformation_jobs" violates not-null constraint
--   not proved with rows in tables that the plan leaves alone: public.configuration_versions, public.organization_webhooks, public.webhook_deliveries
--
-- keel: parent 20261122215517
-- keel: before sha256:225daee0e9810f52ba8b8a4c0cd1ad8cb7fd0d75ec7833355577343dd6a88c5a
-- keel: after sha256:b11e0147345c5fdbc068a3466dcf77af8cb28023f1a4fd9953012cfea6bdd997
-- keel: tool 0.1.0

CREATE TABLE public.active_conversions (
    id text NOT NULL,
    organization_id text NOT NULL,
    job_id text NOT NULL,
    worker_id text NOT NULL,
    started_at timestamp with time zone NOT NULL DEFAULT now(),
    heartbeat_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT active_conversions_pkey PRIMARY KEY (id),
    CONSTRAINT active_conversions_job_id_key UNIQUE (job_id)
);

COMMENT ON TABLE public.active_conversions IS 'The conversions under way, counted against what the plan allows at once';

COMMENT ON COLUMN public.active_conversions.expires_at IS 'After this the worker counts as dead, and the place as free';

CREATE TABLE public.billing_events (
    id text NOT NULL,
    provider text NOT NULL DEFAULT 'stripe'::text,
    provider_event_id text NOT NULL,
    event_type text NOT NULL,
    organization_id text,
    subscription_id text,
    amount numeric(12,2),
    currency text,
    payload jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    processed_at timestamp with time zone,
    attempts integer NOT NULL DEFAULT 0,
    error_message text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT billing_events_pkey PRIMARY KEY (id),
    CONSTRAINT billing_events_provider_provider_event_id_key UNIQUE (provider, provider_event_id),
    CONSTRAINT billing_events_amount_with_currency CHECK (((amount IS NULL) = (currency IS NULL)))
);

COMMENT ON TABLE public.billing_events IS 'What the billing provider told us, each event once';

COMMENT ON COLUMN public.billing_events.organization_id IS 'Outlives the customer';

CREATE TABLE public.organization_subscriptions (
    id text NOT NULL,
    organization_id text NOT NULL,
    plan_id text NOT NULL,
    status text NOT NULL DEFAULT 'trialing'::text,
    "interval" text NOT NULL DEFAULT 'month'::text,
    seats integer NOT NULL DEFAULT 1,
    current_period_start timestamp with time zone NOT NULL,
    current_period_end timestamp with time zone NOT NULL,
    trial_ends_at timestamp with time zone,
    cancel_at_period_end boolean NOT NULL DEFAULT false,
    canceled_at timestamp with time zone,
    provider_customer_id text,
    provider_subscription_id text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT organization_subscriptions_pkey PRIMARY KEY (id),
    CONSTRAINT organization_subscriptions_provider_subscription_id_key UNIQUE (provider_subscription_id),
    CONSTRAINT organization_subscriptions_period_forward CHECK ((current_period_end > current_period_start)),
    CONSTRAINT organization_subscriptions_seats_positive CHECK ((seats > 0))
);

COMMENT ON TABLE public.organization_subscriptions IS 'What an organization has subscribed to, now and before';

CREATE TABLE public.subscription_plans (
    id text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    description text,
    price_monthly numeric(12,2) NOT NULL,
    price_yearly numeric(12,2) NOT NULL,
    currency text NOT NULL DEFAULT 'EUR'::text,
    limits jsonb NOT NULL DEFAULT '{}'::jsonb,
    features jsonb NOT NULL DEFAULT '{}'::jsonb,
    concurrent_conversions integer NOT NULL DEFAULT 1,
    trial_days integer NOT NULL DEFAULT 0,
    is_public boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT subscription_plans_pkey PRIMARY KEY (id),
    CONSTRAINT subscription_plans_code_key UNIQUE (code),
    CONSTRAINT subscription_plans_concurrent_positive CHECK ((concurrent_conversions > 0)),
    CONSTRAINT subscription_plans_currency_form CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT subscription_plans_prices_positive CHECK (((price_monthly >= (0)::numeric) AND (price_yearly >= (0)::numeric))),
    CONSTRAINT subscription_plans_trial_positive CHECK ((trial_days >= 0))
);

COMMENT ON TABLE public.subscription_plans IS 'What can be subscribed to; a plan that was ever sold is never deleted';

COMMENT ON COLUMN public.subscription_plans.code IS 'The name in code and URLs';

COMMENT ON COLUMN public.subscription_plans.currency IS 'ISO 4217';

COMMENT ON COLUMN public.subscription_plans.limits IS 'Greatest quantity a period, by metric; else unlimited';

CREATE TABLE public.usage_records (
    id text NOT NULL,
    organization_id text NOT NULL,
    metric text NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    quantity bigint NOT NULL DEFAULT 0,
    reported_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT usage_records_pkey PRIMARY KEY (id),
    CONSTRAINT usage_records_organization_id_metric_period_start_key UNIQUE (organization_id, metric, period_start),
    CONSTRAINT usage_records_period_forward CHECK ((period_end > period_start)),
    CONSTRAINT usage_records_quantity_positive CHECK ((quantity >= 0))
);

COMMENT ON TABLE public.usage_records IS 'How much of something an organization used in a period';

COMMENT ON COLUMN public.usage_records.period_end IS 'The first day after the period';

COMMENT ON COLUMN public.usage_records.reported_at IS 'When the billing provider was told';

ALTER TABLE public.active_conversions ADD CONSTRAINT active_conversions_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.transformation_jobs (id) ON DELETE CASCADE;

ALTER TABLE public.active_conversions ADD CONSTRAINT active_conversions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE CASCADE;

ALTER TABLE public.billing_events ADD CONSTRAINT billing_events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE SET NULL;

ALTER TABLE public.billing_events ADD CONSTRAINT billing_events_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES public.organization_subscriptions (id) ON DELETE SET NULL;

ALTER TABLE public.organization_subscriptions ADD CONSTRAINT organization_subscriptions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE CASCADE;

ALTER TABLE public.organization_subscriptions ADD CONSTRAINT organization_subscriptions_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.subscription_plans (id) ON DELETE RESTRICT;

ALTER TABLE public.usage_records ADD CONSTRAINT usage_records_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE CASCADE;

CREATE INDEX active_conversions_expires_at_idx ON public.active_conversions (expires_at);

CREATE INDEX active_conversions_organization_id_idx ON public.active_conversions (organization_id);

CREATE INDEX billing_events_organization_id_occurred_at_idx ON public.billing_events (organization_id, occurred_at);

CREATE INDEX billing_events_subscription_id_idx ON public.billing_events (subscription_id);

CREATE INDEX billing_events_unprocessed_idx ON public.billing_events (created_at) WHERE (processed_at IS NULL);

CREATE UNIQUE INDEX organization_subscriptions_live_key ON public.organization_subscriptions (organization_id) WHERE (status <> 'canceled'::text);

CREATE INDEX organization_subscriptions_organization_id_idx ON public.organization_subscriptions (organization_id);

CREATE INDEX organization_subscriptions_plan_id_idx ON public.organization_subscriptions (plan_id);

CREATE INDEX organization_subscriptions_provider_customer_id_idx ON public.organization_subscriptions (provider_customer_id);

CREATE INDEX organization_subscriptions_renewal_idx ON public.organization_subscriptions (current_period_end) WHERE (status <> 'canceled'::text);

CREATE INDEX usage_records_unreported_idx ON public.usage_records (period_end) WHERE (reported_at IS NULL);
