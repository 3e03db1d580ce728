//! What the tests of this file share.

use evenkeel::Db;
use evenkeel_test_support::TestDatabase;

evenkeel::schema!("schema.yaml");

/// A database of the reference schema with two organizations, three people and four places, and a pool on it.
pub(crate) async fn service() -> (TestDatabase, Db) {
    let database = TestDatabase::create().await;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    database.execute(&std::fs::read_to_string(root.join("generated/schema.sql")).unwrap()).await;
    database
        .execute(
            r#"INSERT INTO "user" (id, name, email, image, role) VALUES
                   ('u1', 'Ada', 'ada@example.org', 'ada.png', 'admin'), ('u2', 'Bob', 'bob@example.org', NULL, 'user'),
                   ('u3', 'Cyd', 'cyd@example.org', NULL, 'user');
               INSERT INTO organization (id, name, slug, settings) VALUES
                   ('o1', 'One', 'one', '{"theme": "dark", "size": 3}'), ('o2', 'Two', 'two', '{}');
               INSERT INTO member (id, organization_id, user_id, role) VALUES
                   ('m1', 'o1', 'u1', 'owner'), ('m2', 'o1', 'u2', 'member'), ('m3', 'o2', 'u1', 'viewer');
               INSERT INTO usage_records (id, organization_id, metric, period_start, period_end, quantity) VALUES
                   ('r1', 'o1', 'records', '2026-01-01', '2026-02-01', 40), ('r2', 'o1', 'bytes', '2026-01-01', '2026-02-01', 2);
               INSERT INTO subscription_plans (id, code, name, price_monthly, price_yearly) VALUES ('p1', 'pro', 'Pro', 9.90, 99);
               INSERT INTO session (id, user_id, token, ip_address, expires_at) VALUES ('s1', 'u1', 't', '10.0.0.7', now() + '1 day')"#,
        )
        .await;
    let db = Db::builder(database.url()).connect().await.unwrap();
    (database, db)
}
