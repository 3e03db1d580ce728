-- Migration 20261122215453_accounts_and_organizations
--
-- What changes
--   create table public.account: 13 columns, 4 constraints, 1 index
--   create table public.invitation: 9 columns, 4 constraints, 3 indexes
--   create table public.member: 6 columns, 4 constraints, 2 indexes
--   create table public.organization: 10 columns, 4 constraints, 0 indexes
--   create table public.passkey: 12 columns, 4 constraints, 1 index
--   create table public.session: 10 columns, 6 constraints, 3 indexes
--   create table public.two_factor: 7 columns, 3 constraints, 0 indexes
--   create table public."user": 12 columns, 3 constraints, 1 index
--   create table public.verification: 6 columns, 1 constraint, 2 indexes
--
-- Hazards
--   none: nothing that is there already is locked, rewritten or lost
--
-- Proof
--   on PostgreSQL 17, a scratch database on the target's own server
--   the catalog afterwards is the one declared, and nothing is left to plan
--
-- keel: parent none
-- keel: before sha256:01e0e360448f101f14044050e15cbc3ca457cdb378eb750ad9251239cd043b3a
-- keel: after sha256:281316d0716b33f103fcd8d650eedf9a2f870979ac477911f61b7e880a61e17b
-- keel: tool 0.1.0

CREATE TABLE public.account (
    id text NOT NULL,
    user_id text NOT NULL,
    provider_id text NOT NULL,
    account_id text NOT NULL,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamp with time zone,
    refresh_token_expires_at timestamp with time zone,
    scope text,
    password text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT account_pkey PRIMARY KEY (id),
    CONSTRAINT account_provider_id_account_id_key UNIQUE (provider_id, account_id),
    CONSTRAINT account_password_of_credential CHECK (((password IS NULL) OR (provider_id = 'credential'::text)))
);

COMMENT ON TABLE public.account IS 'A way for a user to sign in, by password or through a provider';

COMMENT ON COLUMN public.account.account_id IS 'The user''s id at the provider';

COMMENT ON COLUMN public.account.password IS 'An Argon2 hash, for the provider credential only';

CREATE TABLE public.invitation (
    id text NOT NULL,
    organization_id text NOT NULL,
    inviter_id text NOT NULL,
    email text NOT NULL,
    role text NOT NULL DEFAULT 'member'::text,
    status text NOT NULL DEFAULT 'pending'::text,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT invitation_pkey PRIMARY KEY (id),
    CONSTRAINT invitation_email_lower CHECK ((email = lower(email)))
);

COMMENT ON TABLE public.invitation IS 'A place offered to somebody by mail';

CREATE TABLE public.member (
    id text NOT NULL,
    organization_id text NOT NULL,
    user_id text NOT NULL,
    role text NOT NULL DEFAULT 'member'::text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT member_pkey PRIMARY KEY (id),
    CONSTRAINT member_organization_id_user_id_key UNIQUE (organization_id, user_id)
);

COMMENT ON TABLE public.member IS 'A user''s place in an organization';

CREATE TABLE public.organization (
    id text NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    logo text,
    status text NOT NULL DEFAULT 'active'::text,
    billing_email text,
    settings jsonb NOT NULL DEFAULT '{}'::jsonb,
    closed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT organization_pkey PRIMARY KEY (id),
    CONSTRAINT organization_slug_key UNIQUE (slug),
    CONSTRAINT organization_closed_at CHECK (((status = 'closed'::text) = (closed_at IS NOT NULL))),
    CONSTRAINT organization_slug_form CHECK ((slug ~ '^[a-z0-9](-?[a-z0-9])*$'::text))
);

COMMENT ON TABLE public.organization IS 'A customer''s workspace, to which everything but people belongs';

COMMENT ON COLUMN public.organization.slug IS 'The name in URLs';

COMMENT ON COLUMN public.organization.closed_at IS 'When the data may be erased counts from here';

CREATE TABLE public.passkey (
    id text NOT NULL,
    user_id text NOT NULL,
    name text,
    credential_id text NOT NULL,
    public_key text NOT NULL,
    counter bigint NOT NULL DEFAULT 0,
    device_type text NOT NULL,
    backed_up boolean NOT NULL DEFAULT false,
    transports text[] NOT NULL DEFAULT '{}'::text[],
    aaguid uuid,
    last_used_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT passkey_pkey PRIMARY KEY (id),
    CONSTRAINT passkey_credential_id_key UNIQUE (credential_id),
    CONSTRAINT passkey_counter_positive CHECK ((counter >= 0))
);

COMMENT ON TABLE public.passkey IS 'A WebAuthn credential';

COMMENT ON COLUMN public.passkey.counter IS 'Grows with each use; a smaller one means a cloned key';

CREATE TABLE public.session (
    id text NOT NULL,
    user_id text NOT NULL,
    token text NOT NULL,
    active_organization_id text,
    impersonated_by_id text,
    ip_address inet,
    user_agent text,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT session_pkey PRIMARY KEY (id),
    CONSTRAINT session_token_key UNIQUE (token),
    CONSTRAINT session_expires_later CHECK ((expires_at > created_at))
);

COMMENT ON TABLE public.session IS 'A signed-in browser or device';

COMMENT ON COLUMN public.session.impersonated_by_id IS 'The admin who acts as the user';

CREATE TABLE public.two_factor (
    id text NOT NULL,
    user_id text NOT NULL,
    secret text NOT NULL,
    backup_codes text NOT NULL,
    verified_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT two_factor_pkey PRIMARY KEY (id),
    CONSTRAINT two_factor_user_id_key UNIQUE (user_id)
);

COMMENT ON TABLE public.two_factor IS 'The second factor of a user, a time-based code';

COMMENT ON COLUMN public.two_factor.secret IS 'Encrypted by the application';

COMMENT ON COLUMN public.two_factor.backup_codes IS 'Encrypted by the application';

CREATE TABLE public."user" (
    id text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    email_verified boolean NOT NULL DEFAULT false,
    image text,
    role text NOT NULL DEFAULT 'user'::text,
    two_factor_enabled boolean NOT NULL DEFAULT false,
    banned boolean NOT NULL DEFAULT false,
    ban_reason text,
    ban_expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT user_pkey PRIMARY KEY (id),
    CONSTRAINT user_email_key UNIQUE (email),
    CONSTRAINT user_email_lower CHECK ((email = lower(email)))
);

COMMENT ON TABLE public."user" IS 'A person who can sign in, whatever organizations they belong to';

COMMENT ON COLUMN public."user".email IS 'In lower case, so that one address is one person';

COMMENT ON COLUMN public."user".image IS 'URL of the picture';

COMMENT ON COLUMN public."user".ban_expires_at IS 'The ban is for good where this is NULL';

CREATE TABLE public.verification (
    id text NOT NULL,
    identifier text NOT NULL,
    value text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT verification_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE public.verification IS 'A token sent by mail, for an address to be confirmed or a password to be reset';

COMMENT ON COLUMN public.verification.identifier IS 'What is to be verified';

ALTER TABLE public.account ADD CONSTRAINT account_user_id_fkey FOREIGN KEY (user_id) REFERENCES public."user" (id) ON DELETE CASCADE;

ALTER TABLE public.invitation ADD CONSTRAINT invitation_inviter_id_fkey FOREIGN KEY (inviter_id) REFERENCES public."user" (id) ON DELETE CASCADE;

ALTER TABLE public.invitation ADD CONSTRAINT invitation_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE CASCADE;

ALTER TABLE public.member ADD CONSTRAINT member_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization (id) ON DELETE CASCADE;

ALTER TABLE public.member ADD CONSTRAINT member_user_id_fkey FOREIGN KEY (user_id) REFERENCES public."user" (id) ON DELETE CASCADE;

ALTER TABLE public.passkey ADD CONSTRAINT passkey_user_id_fkey FOREIGN KEY (user_id) REFERENCES public."user" (id) ON DELETE CASCADE;

ALTER TABLE public.session ADD CONSTRAINT session_active_organization_id_fkey FOREIGN KEY (active_organization_id) REFERENCES public.organization (id) ON DELETE SET NULL;

ALTER TABLE public.session ADD CONSTRAINT session_impersonated_by_id_fkey FOREIGN KEY (impersonated_by_id) REFERENCES public."user" (id) ON DELETE CASCADE;

ALTER TABLE public.session ADD CONSTRAINT session_user_id_fkey FOREIGN KEY (user_id) REFERENCES public."user" (id) ON DELETE CASCADE;

ALTER TABLE public.two_factor ADD CONSTRAINT two_factor_user_id_fkey FOREIGN KEY (user_id) REFERENCES public."user" (id) ON DELETE CASCADE;

CREATE INDEX account_user_id_idx ON public.account (user_id);

CREATE INDEX invitation_email_idx ON public.invitation (email);

CREATE INDEX invitation_inviter_id_idx ON public.invitation (inviter_id);

CREATE UNIQUE INDEX invitation_pending_key ON public.invitation (organization_id, email) WHERE (status = 'pending'::text);

CREATE INDEX member_owners_idx ON public.member (organization_id) INCLUDE (user_id) WHERE (role = 'owner'::text);

CREATE INDEX member_user_id_idx ON public.member (user_id);

CREATE INDEX passkey_user_id_idx ON public.passkey (user_id);

CREATE INDEX session_active_organization_id_idx ON public.session (active_organization_id) WHERE (active_organization_id IS NOT NULL);

CREATE INDEX session_expires_at_idx ON public.session (expires_at);

CREATE INDEX session_user_id_idx ON public.session (user_id);

CREATE INDEX user_created_at_idx ON public."user" (created_at);

CREATE INDEX verification_expires_at_idx ON public.verification (expires_at);

CREATE INDEX verification_identifier_idx ON public.verification (identifier);
