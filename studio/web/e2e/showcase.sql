-- What the screenshots show: a small company's database, the same each time.
SELECT setseed(0.42);
CREATE TYPE member_role AS ENUM ('owner', 'admin', 'member');
CREATE TYPE invoice_state AS ENUM ('draft', 'open', 'paid', 'void');

CREATE TABLE organization (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    slug text NOT NULL UNIQUE,
    plan text NOT NULL DEFAULT 'free',
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE person (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 9007199254740993) PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text,
    role member_role NOT NULL DEFAULT 'member',
    organization_id bigint NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    balance numeric(14, 4),
    active boolean NOT NULL DEFAULT true,
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE person IS 'People who can sign in';
CREATE TABLE session (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    person_id bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    address inet,
    expires_at timestamptz NOT NULL
);
CREATE TABLE api_key (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    person_id bigint NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name text NOT NULL,
    scopes text[] NOT NULL DEFAULT '{}'
);
CREATE TABLE product (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, price numeric(12, 2) NOT NULL);
CREATE TABLE invoice (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organization (id),
    state invoice_state NOT NULL DEFAULT 'draft',
    due_on date NOT NULL,
    total numeric(14, 2) NOT NULL
);
CREATE TABLE invoice_line (
    invoice_id bigint REFERENCES invoice (id) ON DELETE CASCADE,
    line integer,
    product_id bigint NOT NULL REFERENCES product (id),
    quantity integer NOT NULL,
    PRIMARY KEY (invoice_id, line)
);
CREATE TABLE payment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invoice_id bigint NOT NULL REFERENCES invoice (id),
    amount numeric(14, 2) NOT NULL,
    received_at timestamptz NOT NULL
);
CREATE TABLE folder (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint REFERENCES folder (id), organization_id bigint NOT NULL REFERENCES organization (id), name text NOT NULL);
CREATE TABLE document (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    folder_id bigint REFERENCES folder (id),
    author_id bigint NOT NULL REFERENCES person (id),
    title text NOT NULL,
    body text NOT NULL
);
CREATE TABLE comment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id bigint NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    author_id bigint REFERENCES person (id) ON DELETE SET NULL,
    body text NOT NULL
);
CREATE TABLE tag (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE document_tag (document_id bigint REFERENCES document (id) ON DELETE CASCADE, tag_id bigint REFERENCES tag (id) ON DELETE CASCADE, PRIMARY KEY (document_id, tag_id));
CREATE TABLE audit_event (id bigint PRIMARY KEY, kind text NOT NULL, person_id bigint REFERENCES person (id), at timestamptz NOT NULL);
CREATE INDEX audit_event_person ON audit_event (person_id);
CREATE INDEX person_organization ON person (organization_id);

INSERT INTO organization (name, slug, plan, settings)
SELECT name, lower(split_part(name, ' ', 1)), (ARRAY['free', 'pro', 'team'])[n % 3 + 1], jsonb_build_object('seats', 5 * n, 'region', 'eu')
FROM unnest(ARRAY['Analytical Engines', 'Kelvin & Sons', 'Northern Star', 'Blue Harbour', 'Lark Instruments']) WITH ORDINALITY AS o (name, n);
INSERT INTO person (email, name, role, organization_id, balance, active, settings, created_at)
SELECT lower(first) || n || '@example.org', CASE WHEN n % 11 <> 4 THEN first || ' ' || last END, (ARRAY['member', 'member', 'admin', 'member', 'owner'])[n % 5 + 1]::member_role,
    n % 5 + 1, CASE WHEN n % 6 <> 2 THEN round((random() * 20000)::numeric, 4) END, n % 7 <> 3,
    jsonb_build_object('theme', CASE WHEN n % 2 = 0 THEN 'dark' ELSE 'light' END, 'keys', n), '2026-03-01 08:00:00.123456+00'::timestamptz + n * interval '7 hours 13 minutes'
FROM generate_series(1, 240) n,
    LATERAL (SELECT (ARRAY['Ada', 'Grace', 'Linus', 'Barbara', 'Edsger', 'Margaret', 'Alan', 'Radia', 'Donald', 'Frances'])[n % 10 + 1] AS first,
        (ARRAY['Lovelace', 'Hopper', 'Liskov', 'Dijkstra', 'Hamilton', 'Turing', 'Perlman'])[n % 7 + 1] AS last) AS names;
INSERT INTO audit_event SELECT n, (ARRAY['sign in', 'export', 'invite', 'rename'])[n % 4 + 1], 9007199254740993 + n % 240, '2026-01-01'::timestamptz + n * interval '41 seconds' FROM generate_series(1, 40000) n;
INSERT INTO product (name, price) SELECT 'Instrument ' || n, 10 * n + 0.9 FROM generate_series(1, 20) n;
INSERT INTO invoice (organization_id, state, due_on, total) SELECT n % 5 + 1, (ARRAY['paid', 'open', 'paid', 'draft'])[n % 4 + 1]::invoice_state, '2026-02-01'::date + n, n * 17.5 FROM generate_series(1, 300) n;
INSERT INTO session (person_id, address, expires_at) SELECT 9007199254740993 + n, ('10.0.0.' || n)::inet, '2026-12-01' FROM generate_series(1, 100) n;
ANALYZE;
