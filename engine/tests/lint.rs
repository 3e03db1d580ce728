//! A safer form leads to the same database as the statement that it stands for: both are run, each on a database with the
//! same tables and rows, and what the server has in its catalogs afterwards is compared.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use evenkeel_engine::introspect::introspect;
use evenkeel_engine::lint::lint;
use evenkeel_model::Catalog;
use evenkeel_runner::{MigrationFile, Unobserved, execute};

use common::Database;

const BEFORE: &str = "
    CREATE SCHEMA \"Odd\";
    CREATE TABLE b (id int PRIMARY KEY, code text NOT NULL UNIQUE);
    CREATE TABLE a (id int, b_id int, name text, \"Big Name\" text, during int4range);
    CREATE TABLE \"Odd\".a (id int, \"Key\" int NOT NULL);
    CREATE INDEX a_name ON a (name);
    CREATE INDEX \"A second\" ON a (b_id);
    CREATE MATERIALIZED VIEW v AS SELECT id, code FROM b;
    CREATE UNIQUE INDEX ON v (id);
    INSERT INTO b SELECT n, n FROM generate_series(1, 50) n;
    INSERT INTO a SELECT n, n, 'n' || n, 'N' || n, int4range(n, n + 1) FROM generate_series(1, 50) n;
    INSERT INTO \"Odd\".a SELECT n, n FROM generate_series(1, 50) n;
    REFRESH MATERIALIZED VIEW v;";

/// Statements that are dangerous, each with the oldest version that knows it.
const DANGEROUS: &[(u32, &str)] = &[
    (14, "CREATE INDEX i ON a (name, id DESC) WHERE id > 3"),
    (14, "CREATE UNIQUE INDEX IF NOT EXISTS \"I\" ON \"Odd\".a USING btree (\"Key\") INCLUDE (id)"),
    (14, "CREATE INDEX ON a (lower(name))"),
    (14, "DROP INDEX a_name"),
    (14, "DROP INDEX IF EXISTS a_name, \"A second\", nothing"),
    (14, "REINDEX INDEX a_name"),
    (14, "REINDEX (VERBOSE) TABLE a"),
    (14, "ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b"),
    (
        14,
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b_id) REFERENCES b (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED",
    ),
    (14, "ALTER TABLE ONLY a ADD FOREIGN KEY (name, \"Big Name\") REFERENCES c (x, y)"),
    (14, "ALTER TABLE a ADD CHECK (id > 0)"),
    (14, "ALTER TABLE a ADD CHECK (length(name) < id + 100)"),
    (14, "ALTER TABLE a ADD CHECK (lower(\"Big Name\") <> '')"),
    (14, "ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0) NO INHERIT"),
    (18, "ALTER TABLE a ADD CONSTRAINT needed NOT NULL name"),
    (18, "ALTER TABLE a ADD NOT NULL name"),
    (14, "ALTER TABLE a ALTER COLUMN name SET NOT NULL"),
    (14, "ALTER TABLE a ALTER \"Big Name\" SET NOT NULL, ALTER id SET NOT NULL"),
    (14, "ALTER TABLE a ADD UNIQUE (name)"),
    (14, "ALTER TABLE \"Odd\".a ADD UNIQUE (id, \"Key\")"),
    (14, "ALTER TABLE a ADD CONSTRAINT \"K\" UNIQUE (id) INCLUDE (name) WITH (fillfactor = 70) DEFERRABLE"),
    (15, "ALTER TABLE a ADD UNIQUE NULLS NOT DISTINCT (b_id)"),
    (14, "ALTER TABLE a ADD PRIMARY KEY (id)"),
    (14, "ALTER TABLE a ADD CONSTRAINT p PRIMARY KEY (id, \"Big Name\")"),
    (14, "ALTER TABLE \"Odd\".a ADD PRIMARY KEY (\"Key\")"),
    (14, "ALTER TABLE a ADD COLUMN token uuid DEFAULT gen_random_uuid()"),
    (14, "ALTER TABLE a ADD token uuid NOT NULL DEFAULT gen_random_uuid()"),
    (14, "ALTER TABLE a ADD \"At\" timestamp(3) with time zone DEFAULT clock_timestamp() NOT NULL"),
    (
        14,
        "ALTER TABLE a ADD CONSTRAINT positive CHECK (level > 0), ADD level int DEFAULT 1, ADD UNIQUE (name), ALTER name SET NOT NULL",
    ),
    (14, "REFRESH MATERIALIZED VIEW v"),
];

#[tokio::test]
async fn safer_forms_lead_to_the_same_database() {
    let mut compared = 0;
    for (oldest, sql) in DANGEROUS {
        let plain = Database::create().await;
        let safe = plain.another().await;
        let more =
            "CREATE TABLE c (x text, y text, PRIMARY KEY (x, y)); INSERT INTO c SELECT name, \"Big Name\" FROM a";
        for database in [&plain, &safe] {
            database.run(BEFORE).await.unwrap();
            database.run(more).await.unwrap();
        }
        if catalog(&plain).await.1 < *oldest {
            evenkeel_test_support::left_out(&format!("{sql} needs PostgreSQL {oldest}"));
            continue;
        }
        let advice = lint(&MigrationFile::parse("up.sql", sql).unwrap(), &[]).pop().unwrap();
        assert!(!advice.findings.is_empty(), "{sql}");
        let form = advice.safer.unwrap_or_else(|| panic!("no safer form: {sql}"));
        plain.run(sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
        let file = MigrationFile::parse("up.sql", &form).unwrap_or_else(|faults| panic!("{faults}\n{form}"));
        let connection = safe.connect().await;
        let done = execute(&connection, &file, &mut Unobserved).await;
        connection.close().await;
        done.unwrap_or_else(|error| panic!("{error}\n{form}"));
        let (wanted, made) = (catalog(&plain).await.0, catalog(&safe).await.0);
        assert_eq!(made, wanted, "{sql}\n{form}");
        let dumps = [plain.dump().await, safe.dump().await];
        assert_eq!(dumps[1], dumps[0], "{sql}\n{form}");
        // What is safer is not dangerous itself.
        let left: Vec<_> = lint(&file, &[]).into_iter().flat_map(|advice| advice.findings).collect();
        assert!(left.is_empty(), "{left:?}\n{form}");
        compared += 1;
    }
    assert!(compared > 20);
}

/// keel's own plans use only safe forms. What they name is what no other form avoids.
#[test]
fn plans_of_keel_itself_are_safe() {
    let cases = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/plan");
    let unavoidable = [
        // Where another takes its name in the same transaction.
        "index-dropped-without-concurrently",
        "renamed",
        "data-lost",
        "not-null-dropped",
        "type-changed",
        "column-fills-the-table",
        "exclusion-constraint",
        "domain-constraint",
        "table-written-anew",
        "required-column",
    ];
    // What belongs to a table in the course of the change that looks at all its rows in any case.
    let with_type = ["unique-built-at-once", "index-without-concurrently", "not-null-checked-at-once"];
    let mut found = Vec::new();
    let mut seen = 0;
    for case in std::fs::read_dir(cases).unwrap() {
        for name in ["up.sql", "down.sql"] {
            let path = case.as_ref().unwrap().path().join(name);
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            // The files show phases and no segments: those outside of a transaction are named.
            let text = text.replace(", outside a transaction", "\n-- keel: segment no-transaction");
            let text =
                text.replace("-- Main\n", "-- keel: segment\n").replace("-- AttachIndex\n", "-- keel: segment\n");
            let text = text
                .replace("-- Validate\n", "-- keel: segment\n")
                .replace("-- AfterValidation\n", "-- keel: segment\n");
            let Ok(file) = MigrationFile::parse(&path, &text) else { continue };
            seen += 1;
            let statements = file.segments.iter().flat_map(|segment| {
                let is_retyping = segment.statements.iter().any(|one| one.text.contains(" TYPE "));
                segment.statements.iter().map(move |statement| (statement, is_retyping))
            });
            for (advice, (statement, is_retyping)) in lint(&file, &[]).iter().zip(statements) {
                let of_periods = statement.text.contains(" WITHOUT OVERLAPS");
                let is_fine = |rule: &&str| {
                    unavoidable.contains(rule)
                        || is_retyping && with_type.contains(rule)
                        || of_periods && rule.ends_with("-built-at-once")
                };
                for finding in advice.findings.iter().filter(|finding| !is_fine(&finding.rule)) {
                    found.push(format!("{}: {} in {}", finding.rule, statement.text, path.display()));
                }
            }
        }
    }
    assert!(seen > 100, "{seen}");
    assert!(found.is_empty(), "{found:#?}");
}

async fn catalog(database: &Database) -> (Catalog, u32) {
    let mut connection = database.connect().await;
    let found = introspect(&mut connection).await.unwrap();
    connection.close().await;
    (found.catalog, found.server.major())
}
