-- Rows of all kinds, with NULL wherever the schema lets it be. Foreign keys are not looked at, so some refer to nothing.
SET session_replication_role = replica;
INSERT INTO "user" (id, name, email, image, role, ban_reason, ban_expires_at, last_seen_at, banned) VALUES
    ('u1', 'Ada', 'ada@example.org', 'a.png', 'admin', NULL, NULL, '2026-05-01', false),
    ('u2', 'Bob', 'bob@example.org', NULL, 'user', 'spam', '2026-07-01', NULL, true),
    ('u3', 'Cyd', 'cyd@example.org', NULL, 'support', NULL, NULL, NULL, false),
    ('2', 'Two', 'two@example.org', NULL, 'user', 'rude', NULL, NULL, false);
INSERT INTO organization (id, name, slug, logo, status, billing_email, settings, closed_at) VALUES
    ('o1', 'One', 'one', 'l.png', 'active', NULL, '{"theme": "dark", "a": {"b": 1}, "n": 1, "items": [1, 2]}', NULL),
    ('o2', 'Two', 'two', NULL, 'closed', 'b@example.org', '{}', '2026-01-01'),
    ('u1', 'u1', 'u1', NULL, 'active', NULL, '{"theme": "u1", "size": 3, "u1": 1}', NULL);
INSERT INTO member (id, organization_id, user_id, role, created_at) VALUES
    ('m1', 'o1', 'u1', 'owner', '2026-01-01'), ('m2', 'o2', 'u1', 'viewer', '2026-01-02'),
    ('m3', 'u1', 'u2', 'u1', '2026-01-03'), ('m4', 'u1', 'u1', 'owner', '2026-01-04');
INSERT INTO invitation (id, organization_id, inviter_id, email, status, expires_at) VALUES
    ('i1', 'o1', 'u1', 'dan@example.org', 'pending', '2027-01-01'), ('m3', 'u1', 'u2', 'eve@example.org', 'accepted', '2026-01-01'),
    ('i3', 'o9', 'u1', 'ada@example.org', 'pending', '2027-01-01');
INSERT INTO session (id, user_id, token, ip_address, expires_at, created_at) VALUES
    ('s1', 'u1', 't1', '10.0.0.7', '2027-01-01', '2026-01-01'), ('s2', 'u1', 't2', NULL, '2026-02-01', '2026-01-01'),
    ('s3', 'u2', 't3', NULL, '2026-02-01', '2026-01-01');
INSERT INTO passkey (id, user_id, credential_id, public_key, device_type, aaguid, transports) VALUES
    ('p1', 'u1', 'c1', 'k1', 'singleDevice', '00000000-0000-0000-0000-000000000001', '{usb}'),
    ('p2', 'u1', 'c2', 'k2', 'multiDevice', NULL, '{}');
INSERT INTO configurations (id, organization_id, name, description, source_format, target_format, tags) VALUES
    ('c1', 'o1', 'First', 'words', 'csv', 'json', '{a,b}'), ('2', 'o1', 'u1', NULL, 'csv', 'json', '{}'),
    ('c3', 'u1', 'Third', NULL, 'csv', 'json', '{1,2,a,b,u1}');
INSERT INTO transformation_jobs
    (id, organization_id, configuration_id, configuration_version_id, status, priority, attempts, locked_by, locked_until, input_url,
     input_bytes, output_bytes, requested_by_id, records_processed, records_failed, created_at, scheduled_at)
VALUES
    ('j1', 'o1', 'c1', 'v1', 'queued', 3, 2, NULL, NULL, 'in', 10, 5, 'u1', 10, 5, '2026-01-01', '2026-01-01'),
    ('j2', 'o1', '2', 'v1', 'running', 2, 1, 'w1', '2027-01-01', 'in', NULL, NULL, NULL, 0, 0, '2026-01-02', '2026-01-02'),
    ('u1', 'u1', '2', 'v1', 'u1', 2, 2, NULL, NULL, 'in', 2, NULL, 'u2', 1, 0, '2026-01-03', '2026-01-03'),
    ('j4', 'u1', 'c3', 'v1', '2', 1, 0, NULL, NULL, 'in', 8, 4, 'u2', 1, 0, '2026-01-04', '2026-01-04');
INSERT INTO organization_webhooks (id, organization_id, url, secret, events, enabled) VALUES
    ('w1', 'o1', 'https://a.example', 's', '{a}', true), ('w2', 'o1', 'https://b.example', 's', '{a}', false);
INSERT INTO webhook_deliveries (id, webhook_id, event_type, event_id, payload, status, duration_ms) VALUES
    ('d1', 'w1', 'a', 'e1', '{}', 'delivered', 20), ('d2', 'w1', 'a', 'e2', '{}', 'pending', NULL);
INSERT INTO api_keys (id, organization_id, name, prefix, key_hash, scopes, last_used_ip) VALUES
    ('k1', 'o1', 'key', 'pre', 'u1', '{u1}', '10.0.0.1'), ('k2', 'o1', 'key', 'pre', 'h2', '{}', NULL),
    ('k3', 'o1', 'key', 'pre', 'h3', '{u1}', NULL);
INSERT INTO subscription_plans (id, code, name, price_monthly, price_yearly, limits) VALUES
    ('q1', 'free', 'Free', 0, 0, '{}'), ('q2', 'pro', 'Pro', 2, 20, '{"seats": 3}'), ('q3', 'max', 'Max', 2, 20, '{}');
INSERT INTO organization_subscriptions (id, organization_id, plan_id, status, current_period_start, current_period_end) VALUES
    ('b1', 'o1', 'q1', 'active', '2026-01-01', '2026-02-01'), ('b2', 'o2', 'q9', 'trialing', '2026-01-01', '2026-02-01');
INSERT INTO usage_records (id, organization_id, metric, period_start, period_end, quantity) VALUES
    ('r1', 'o1', 'records', '2026-01-01', '2026-02-01', 5), ('r2', 'o1', 'bytes', '2026-01-01', '2026-02-01', 7);
INSERT INTO billing_events (id, provider, provider_event_id, event_type, amount, currency, payload, occurred_at) VALUES
    ('x1', 'stripe', 'y1', 'paid', 12.50, 'u1', '{}', '2026-01-01'), ('x2', 'stripe', 'y2', 'seen', NULL, NULL, '{}', '2026-01-02');
INSERT INTO platform_admins (id, user_id, role, granted_by_id) VALUES ('a1', 'u1', 'superAdmin', NULL), ('u1', 'u2', 'admin', 'a1');
INSERT INTO platform_audit_logs (id, admin_id, action, target_type, target_id, reason, before, after) VALUES
    ('l1', 'a1', 'ban', 'user', 'u2', 'spam', NULL, '{"a": 1}'), ('l2', 'a1', 'ban', 'user', 'u3', 'spam', '{}', NULL);
INSERT INTO audit_logs (id, organization_id, actor_type, actor_label, action, target_type) VALUES ('g1', 'o1', 'system', 's', 'a', 't');
INSERT INTO feature_flags (id, key, enabled, rollout_percentage) VALUES ('f1', 'one', true, 50), ('f2', 'two', false, 0);
SET session_replication_role = origin;
