-- Migration 20261122215517_conversions_and_integrations
--
-- What changes
--   create table public.api_keys: 14 columns, 5 constraints, 2 indexes
--   create table public.configuration_versions: 8 columns, 6 constraints, 1 index
--   create table public.configurations: 12 columns, 5 constraints, 3 indexes
--   create table public.organization_webhooks: 12 columns, 5 constraints, 2 indexes
--   create table public.transformation_jobs: 26 columns, 10 constraints, 7 indexes
--   create table public.webhook_deliveries: 16 columns, 5 constraints, 2 indexes
--
-- Hazards
--   lock: SHARE ROW EXCLUSIVE on public.organization (observed)
--   lock: SHARE ROW EXCLUSIVE on public."user" (observed)
--
-- Proof
--   on PostgreSQL 17, a scratch database on the target's own server
--   the catalog afterwards is the one declared, and nothing is left to plan
--   9 tables held sample rows: their number and the values of untouched columns are as before
--
-- keel: parent 20261122215453
-- keel: before sha256:281316d0716b33f103fcd8d650eedf9a2f870979ac477911f61b7e880a61e17b
-- keel: after sha256:225daee0e9810f52ba8b8a4c0cd1ad8cb7fd0d75ec7833355577343dd6a88c5a
-- keel: tool 0.1.0

CREATE TABLE public.api_keys (
    id text NOT NULL,
    organization_id text NOT NULL,
    created_by_id text,
    name text NOT NULL,
    prefix text NOT NULL,
    key_hash text NOT NULL,
    scopes text[] NOT NULL DEFAULT '{}'::text[],
    rate_limit_per_minute integer,
    last_used_at timestamp with time zone,
    last_used_ip inet,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
    CONSTRAINT api_keys_rate_limit_positive CHECK ((rate_limit_per_minute > 0))
);

COMMENT ON TABLE public.api_keys IS 'A key for the API; only its hash is kept';

COMMENT ON COLUMN public.api_keys.prefix IS 'The first characters, by which people tell keys apart';

COMMENT ON COLUMN public.api_keys.key_hash IS 'SHA-256 of the whole key';

COMMENT ON COLUMN public.api_keys.rate_limit_per_minute IS 'The plan''s limit where this is NULL';

CREATE TABLE public.configuration_versions (
    id text NOT NULL,
    configuration_id text NOT NULL,
    version integer NOT NULL,
    definition jsonb NOT NULL,
    definition_hash text NOT NULL,
    change_note text,
    created_by_id text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT configuration_versions_pkey PRIMARY KEY (id),
    CONSTRAINT configuration_versions_configuration_id_version_key UNIQUE (configuration_id, version),
    CONSTRAINT configuration_versions_definition_object CHECK ((jsonb_typeof(definition) = 'object'::text)),
    CONSTRAINT configuration_versions_version_positive CHECK ((version > 0))
);

COMMENT ON TABLE public.configuration_versions IS 'A configuration as it was; never changed once it stands';

COMMENT ON COLUMN public.configuration_versions.definition_hash IS 'SHA-256 of the definition in canonical form';

CREATE TABLE public.configurations (
    id text NOT NULL,
    organization_id text NOT NULL,
    name text NOT NULL,
    description text,
    source_format text NOT NULL,
    target_format text NOT NULL,
    status text NOT NULL DEFAULT 'draft'::text,
    published_version_id text,
    tags text[] NOT NULL DEFAULT '{}'::text[],
    created_by_id text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT configurations_pkey PRIMARY KEY (id),
    CONSTRAINT configurations_organization_id_name_key UNIQUE (organization_id, name)
);

COMMENT ON TABLE public.configurations IS 'A transformation that a customer has set up';

CREATE TABLE public.organization_webhooks (
    id text NOT NULL,
    organization_id text NOT NULL,
    url text NOT NULL,
    description text,
    secret text NOT NULL,
    events text[] NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    consecutive_failures integer NOT NULL DEFAULT 0,
    disabled_at timestamp with time zone,
    created_by_id text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT organization_webhooks_pkey PRIMARY KEY (id),
    CONSTRAINT organization_webhooks_events_some CHECK ((cardinality(events) > 0)),
    CONSTRAINT organization_webhooks_url_https CHECK ((url ~~ 'https://%'::text))
);

COMMENT ON TABLE public.organization_webhooks IS 'An address that a customer wants to be told at';

COMMENT ON COLUMN public.organization_webhooks.secret IS 'Signs what is sent; encrypted by the application';

COMMENT ON COLUMN public.organization_webhooks.events IS 'The kinds of events it is told of';

COMMENT ON COLUMN public.organization_webhooks.disabled_at IS 'When failures turned it off';

CREATE TABLE public.transformation_jobs (
    id text NOT NULL,
    organization_id text NOT NULL,
    configuration_id text NOT NULL,
    configuration_version_id text NOT NULL,
    requested_by_id text,
    api_key_id text,
    status text NOT NULL DEFAULT 'queued'::text,
    priority smallint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 3,
    scheduled_at timestamp with time zone NOT NULL DEFAULT now(),
    locked_by text,
    locked_until timestamp with time zone,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    input_url text NOT NULL,
    output_url text,
    input_bytes bigint,
    output_bytes bigint,
    records_processed integer NOT NULL DEFAULT 0,
    records_failed integer NOT NULL DEFAULT 0,
    error_code text,
    error_message text,
    metadata jsonb NOT NULL DEFAULT '{}'::jsonb,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT transformation_jobs_pkey PRIMARY KEY (id),
    CONSTRAINT transformation_jobs_attempts_in_bounds CHECK (((attempts >= 0) AND (attempts <= max_attempts))),
    CONSTRAINT transformation_jobs_finished_after_start CHECK ((finished_at >= started_at)),
    CONSTRAINT transformation_jobs_lock_whole CHECK (((locked_by IS NULL) = (locked_until IS NULL))),
    CONSTRAINT transformation_jobs_records_positive CHECK (((records_processed >= 0) AND (records_failed >= 0)))
);

COMMENT ON TABLE public.transformation_jobs IS 'A run of a configuration; the table is the queue that workers take from';

COMMENT ON COLUMN public.transformation_jobs.priority IS 'The smaller goes first';

COMMENT ON COLUMN public.transformation_jobs.scheduled_at IS 'Not to be taken before';

COMMENT ON COLUMN public.transformation_jobs.locked_by IS 'The worker that has it';

COMMENT ON COLUMN public.transformation_jobs.locked_until IS 'After this another worker may take it';

CREATE TABLE public.webhook_deliveries (
    id text NOT NULL,
    webhook_id text NOT NULL,
    event_type text NOT NULL,
    event_id text NOT NULL,
    payload jsonb NOT NULL,
    status text NOT NULL DEFAULT 'pending'::text,
    attempts integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 8,
    next_attempt_at timestamp with time zone DEFAULT now(),
    response_status smallint,
    response_body text,
    duration_ms integer,
    error_message text,
    delivered_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_deliveries_webhook_id_event_id_key UNIQUE (webhook_id, event_id),
    CONSTRAINT webhook_deliveries_attempts_in_bounds CHECK (((attempts >= 0) AND (attempts <= max_attempts))),
    CONSTRAINT webhook_deliveries_response_status_http CHECK (((response_status >= 100) AND (response_status <= 599)))
);

COMMENT ON TABLE public.webhook_deliveries IS 'One event for one webhook, tried until it arrives or is given up';

COMMENT ON COLUMN public.webhook_deliveries.event_id IS 'The same in each try, so that the receiver can tell';

COMMENT ON COLUMN public.webhook_deliveries.response_body IS 'Its first 4 KiB';

ALTER TABLE public.api_keys ADD CONSTRAINT api_keys_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public."user" (id) ON DELETE SET NULL;

ALTER TABLE public.api_keys ADD CONSTRAINT api_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE CASCADE;

ALTER TABLE public.configuration_versions ADD CONSTRAINT configuration_versions_configuration_id_fkey FOREIGN KEY (configuration_id) REFERENCES public.configurations (id) ON DELETE CASCADE;

ALTER TABLE public.configuration_versions ADD CONSTRAINT configuration_versions_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public."user" (id) ON DELETE SET NULL;

ALTER TABLE public.configurations ADD CONSTRAINT configurations_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public."user" (id) ON DELETE SET NULL;

ALTER TABLE public.configurations ADD CONSTRAINT configurations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE CASCADE;

ALTER TABLE public.configurations ADD CONSTRAINT configurations_published_version_id_fkey FOREIGN KEY (published_version_id) REFERENCES public.configuration_versions (id) ON DELETE SET NULL;

ALTER TABLE public.organization_webhooks ADD CONSTRAINT organization_webhooks_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public."user" (id) ON DELETE SET NULL;

ALTER TABLE public.organization_webhooks ADD CONSTRAINT organization_webhooks_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE CASCADE;

ALTER TABLE public.transformation_jobs ADD CONSTRAINT transformation_jobs_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES public.api_keys (id) ON DELETE SET NULL;

ALTER TABLE public.transformation_jobs ADD CONSTRAINT transformation_jobs_configuration_id_fkey FOREIGN KEY (configuration_id) REFERENCES public.configurations (id) ON DELETE CASCADE;

ALTER TABLE public.transformation_jobs ADD CONSTRAINT transformation_jobs_configuration_version_id_fkey FOREIGN KEY (configuration_version_id) REFERENCES public.configuration_versions (id) ON DELETE CASCADE;

ALTER TABLE public.transformation_jobs ADD CONSTRAINT transformation_jobs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE CASCADE;

ALTER TABLE public.transformation_jobs ADD CONSTRAINT transformation_jobs_requested_by_id_fkey FOREIGN KEY (requested_by_id) REFERENCES public."user" (id) ON DELETE SET NULL;

ALTER TABLE public.webhook_deliveries ADD CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES public.organization_webhooks (id) ON DELETE CASCADE;

CREATE INDEX api_keys_created_by_id_idx ON public.api_keys (created_by_id);

CREATE INDEX api_keys_live_idx ON public.api_keys (organization_id, prefix) WHERE (revoked_at IS NULL);

CREATE INDEX configuration_versions_created_by_id_idx ON public.configuration_versions (created_by_id);

CREATE INDEX configurations_created_by_id_idx ON public.configurations (created_by_id);

CREATE INDEX configurations_published_version_id_idx ON public.configurations (published_version_id);

CREATE INDEX configurations_tags_idx ON public.configurations USING gin (tags);

CREATE INDEX organization_webhooks_created_by_id_idx ON public.organization_webhooks (created_by_id);

CREATE INDEX organization_webhooks_organization_id_idx ON public.organization_webhooks (organization_id);

CREATE INDEX transformation_jobs_api_key_id_idx ON public.transformation_jobs (api_key_id);

CREATE INDEX transformation_jobs_configuration_id_idx ON public.transformation_jobs (configuration_id);

CREATE INDEX transformation_jobs_configuration_version_id_idx ON public.transformation_jobs (configuration_version_id);

CREATE INDEX transformation_jobs_lost_idx ON public.transformation_jobs (locked_until) WHERE (status = 'running'::text);

CREATE INDEX transformation_jobs_organization_id_created_at_idx ON public.transformation_jobs (organization_id, created_at);

CREATE INDEX transformation_jobs_queue_idx ON public.transformation_jobs (priority, scheduled_at) WHERE (status = 'queued'::text);

CREATE INDEX transformation_jobs_requested_by_id_idx ON public.transformation_jobs (requested_by_id);

CREATE INDEX webhook_deliveries_due_idx ON public.webhook_deliveries (next_attempt_at) WHERE (status = 'pending'::text);

CREATE INDEX webhook_deliveries_webhook_id_created_at_idx ON public.webhook_deliveries (webhook_id, created_at);
