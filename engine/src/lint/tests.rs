//! What each rule says and does not say. That safer forms lead where the others do is tested on a server.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;
use evenkeel_runner::MigrationFile;

use super::{Advice, Seen, lint};
use crate::plan::LockMode;

fn advice(text: &str) -> Vec<Advice> {
    lint(&MigrationFile::parse("up.sql", text).unwrap(), &[])
}

/// The rules that have something to say of each statement.
fn rules(text: &str) -> Vec<Vec<&'static str>> {
    let names = |advice: Advice| advice.findings.into_iter().map(|finding| finding.rule).collect();
    advice(text).into_iter().map(names).collect()
}

/// The same of the last one.
fn last(text: &str) -> Vec<&'static str> {
    rules(text).pop().unwrap()
}

fn safer(text: &str) -> String {
    advice(text).pop().unwrap().safer.unwrap_or_default()
}

/// A statement that was seen to do this, alone in a transaction.
fn seen(text: &str, locks: &[&str], rewrites: &[&str]) -> Vec<&'static str> {
    let name = |name: &&str| QualifiedName::new("public", *name);
    let locks: BTreeMap<_, _> = locks.iter().map(|table| (name(table), LockMode::AccessExclusive)).collect();
    let seen = Seen { locks, rewrites: rewrites.iter().map(name).collect(), transactional: true };
    let advice = lint(&MigrationFile::parse("up.sql", text).unwrap(), &[seen]).pop().unwrap();
    advice.findings.into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn an_index_is_built_concurrently() {
    assert_eq!(last("CREATE INDEX i ON a (b)"), ["index-without-concurrently"]);
    assert_eq!(
        safer("CREATE UNIQUE INDEX IF NOT EXISTS i ON \"S\".a USING btree (b) WHERE b > 0"),
        "-- keel: segment no-transaction\n-- keel: probe valid-index \"S\".i\n\n\
         CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON \"S\".a USING btree (b) WHERE b > 0;"
    );
    assert!(!safer("CREATE INDEX ON a (b)").contains("probe"), "nobody knows its name");
    assert!(last("CREATE INDEX i ON ONLY a (b)").is_empty());
    assert!(last("-- keel: segment no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b)").is_empty());
}

#[test]
fn what_nobody_uses_yet_may_be_changed_at_will() {
    let made = "CREATE TABLE a (b int, c int);\n";
    for change in
        ["CREATE INDEX i ON public.a (b)", "ALTER TABLE a ADD UNIQUE (b), ALTER c SET NOT NULL", "DROP TABLE a"]
    {
        assert!(!last(change).is_empty(), "{change}");
        assert!(last(&format!("{made}{change}")).is_empty(), "{change}");
    }
    assert!(last(&format!("{made}ALTER TABLE a RENAME TO d; CREATE INDEX i ON d (b)")).is_empty());
    assert!(last(&format!("{made}CREATE INDEX i ON a (b); DROP INDEX i")).is_empty());
    let perhaps = "CREATE TABLE IF NOT EXISTS a (b int);\nCREATE INDEX i ON a (b)";
    assert_eq!(last(perhaps), ["index-without-concurrently"], "it may have been there");
    assert_eq!(last(&format!("{made}CREATE INDEX i ON other.a (b)")), ["index-without-concurrently"]);
    let index = "CREATE INDEX i ON a (b)";
    assert_eq!(seen(index, &["a"], &[]), ["index-without-concurrently"]);
    assert!(seen(index, &[], &[]).is_empty(), "it locked no table that was there before");
}

#[test]
fn an_index_is_dropped_concurrently() {
    assert_eq!(last("DROP INDEX i"), ["index-dropped-without-concurrently"]);
    assert_eq!(safer("DROP INDEX i CASCADE"), "", "what else goes is not known");
    assert_eq!(
        safer("DROP INDEX IF EXISTS s.i, j"),
        "-- keel: segment no-transaction\n-- keel: probe no-index s.i\n\nDROP INDEX CONCURRENTLY IF EXISTS s.i;\n\n\
         -- keel: segment no-transaction\n-- keel: probe no-index j\n\nDROP INDEX CONCURRENTLY IF EXISTS j;"
    );
}

#[test]
fn indexes_are_built_anew_concurrently() {
    for (text, wanted) in [
        ("REINDEX TABLE a", "REINDEX TABLE CONCURRENTLY a;"),
        ("REINDEX (VERBOSE) INDEX s.i", "REINDEX (VERBOSE) INDEX CONCURRENTLY s.i;"),
        ("REINDEX (CONCURRENTLY false) TABLE a", ""),
    ] {
        assert_eq!(last(text), ["reindex-without-concurrently"], "{text}");
        assert_eq!(safer(text).lines().last().unwrap_or_default(), wanted);
    }
    assert!(last("-- keel: segment no-transaction\nREINDEX (CONCURRENTLY) TABLE a").is_empty());
}

#[test]
fn what_cannot_run_in_a_transaction_gets_a_segment() {
    for text in [
        "CREATE INDEX CONCURRENTLY i ON a (b)",
        "DROP INDEX CONCURRENTLY i",
        "REINDEX TABLE CONCURRENTLY a",
        "VACUUM a",
        "ALTER TABLE a DETACH PARTITION b CONCURRENTLY",
    ] {
        assert_eq!(last(text), ["concurrently-in-transaction"], "{text}");
        assert!(safer(text).starts_with("-- keel: segment no-transaction\n"), "{text}");
        assert!(last(&format!("-- keel: segment no-transaction\n{text}")).is_empty(), "{text}");
    }
}

#[test]
fn constraints_are_validated_after_they_are_added() {
    assert_eq!(last("ALTER TABLE a ADD FOREIGN KEY (b, \"C\") REFERENCES d"), ["foreign-key-checked-at-once"]);
    assert_eq!(
        safer("ALTER TABLE ONLY s.a ADD FOREIGN KEY (b, \"C\") REFERENCES d ON DELETE CASCADE DEFERRABLE"),
        "ALTER TABLE ONLY s.a ADD CONSTRAINT \"a_b_C_fkey\" FOREIGN KEY (b, \"C\") REFERENCES d ON DELETE CASCADE \
         DEFERRABLE NOT VALID;\n\n-- keel: segment\n\nALTER TABLE ONLY s.a VALIDATE CONSTRAINT \"a_b_C_fkey\";"
    );
    assert_eq!(last("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)"), ["check-checked-at-once"]);
    assert!(safer("ALTER TABLE a ADD CHECK (length(b) > 0)").contains("CONSTRAINT a_b_check CHECK"));
    assert!(safer("ALTER TABLE a ADD CHECK (b > c)").contains("CONSTRAINT a_check CHECK"));
    assert_eq!(last("ALTER TABLE a ADD CONSTRAINT n NOT NULL b"), ["check-checked-at-once"]);
    for good in [
        "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID",
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES d NOT VALID",
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES d NOT ENFORCED",
        "ALTER TABLE a VALIDATE CONSTRAINT c",
        "ALTER TABLE a ADD b int REFERENCES d",
        "ALTER TABLE a ADD b int CHECK (b > 0)",
    ] {
        assert!(last(good).is_empty(), "{good}: {:?}", last(good));
    }
    assert_eq!(last("ALTER TABLE a ADD b int DEFAULT 1 REFERENCES d"), ["foreign-key-checked-at-once"]);
    assert_eq!(last("ALTER TABLE a ADD b int DEFAULT 1 CHECK (b > 0)"), ["check-checked-at-once"]);
}

#[test]
fn not_null_is_set_after_a_check_has_proved_it() {
    assert_eq!(last("ALTER TABLE a ALTER COLUMN b SET NOT NULL"), ["not-null-checked-at-once"]);
    let form = safer("ALTER TABLE a ALTER b SET NOT NULL");
    let file = MigrationFile::parse("up.sql", &form).unwrap();
    assert_eq!(file.segments.iter().map(|segment| segment.statements.len()).collect::<Vec<_>>(), [1, 1, 2]);
    assert!(rules(&form).concat().is_empty(), "the safer form is found to be safe: {form}");
    let other = form.replace("ALTER COLUMN b", "ALTER COLUMN c");
    assert_eq!(rules(&other).concat(), ["not-null-checked-at-once"], "another column was checked");
    let unvalidated =
        "ALTER TABLE a ADD CONSTRAINT n CHECK (b IS NOT NULL) NOT VALID;\nALTER TABLE a ALTER b SET NOT NULL";
    assert_eq!(last(unvalidated), ["not-null-checked-at-once"]);
}

#[test]
fn keys_take_over_an_index() {
    assert_eq!(last("ALTER TABLE a ADD UNIQUE (b)"), ["unique-built-at-once"]);
    assert_eq!(
        safer("ALTER TABLE s.a ADD CONSTRAINT k UNIQUE NULLS NOT DISTINCT (b) INCLUDE (c) DEFERRABLE"),
        "-- keel: segment no-transaction\n-- keel: probe valid-index s.k\n\n\
         CREATE UNIQUE INDEX CONCURRENTLY k ON s.a (b) INCLUDE (c) NULLS NOT DISTINCT;\n\n\
         -- keel: segment\n\nALTER TABLE s.a ADD CONSTRAINT k UNIQUE USING INDEX k DEFERRABLE;"
    );
    assert_eq!(last("ALTER TABLE a ADD PRIMARY KEY (b)"), ["primary-key-built-at-once"]);
    let form = safer("ALTER TABLE a ADD PRIMARY KEY (b)");
    assert!(form.contains("ALTER COLUMN b SET NOT NULL") && form.contains("a_pkey"), "{form}");
    assert!(rules(&form).concat().is_empty(), "{form}");
    assert!(last("ALTER TABLE a ADD CONSTRAINT k UNIQUE USING INDEX k").is_empty());
    assert_eq!(last("ALTER TABLE a ADD b int UNIQUE"), ["unique-built-at-once"]);
    assert_eq!(last("ALTER TABLE a ADD EXCLUDE USING gist (b WITH &&)"), ["exclusion-constraint"]);
}

#[test]
fn a_new_type_matters_where_the_table_is_written_anew() {
    let text = "ALTER TABLE a ALTER b TYPE bigint";
    assert_eq!(last(text), ["type-changed"]);
    assert!(advice(text)[0].findings[0].message.starts_with("where values"));
    assert_eq!(seen(text, &["a"], &["a"]), ["type-changed"]);
    assert!(seen(text, &["a"], &[]).is_empty());
}

#[test]
fn a_column_is_filled_after_it_is_added() {
    assert_eq!(last("ALTER TABLE a ADD b uuid DEFAULT gen_random_uuid()"), ["column-fills-the-table"]);
    assert_eq!(
        safer("ALTER TABLE a ADD COLUMN b uuid DEFAULT gen_random_uuid() NULL"),
        "ALTER TABLE a ADD COLUMN b uuid NULL;\n\nALTER TABLE a ALTER COLUMN b SET DEFAULT gen_random_uuid();\n\n\
         -- keel: segment\n\nUPDATE a SET b = DEFAULT WHERE b IS NULL;"
    );
    assert!(safer("ALTER TABLE a ADD b uuid NOT NULL DEFAULT gen_random_uuid()").contains("SET NOT NULL"));
    for filled in [
        "bigserial",
        "int GENERATED ALWAYS AS IDENTITY",
        "int GENERATED ALWAYS AS (c * 2) STORED",
        "int DEFAULT own_function()",
    ] {
        let text = format!("ALTER TABLE a ADD b {filled}");
        assert_eq!(last(&text), ["column-fills-the-table"], "{filled}");
        assert!(seen(&text, &["a"], &[]).is_empty(), "{filled}");
    }
    for free in
        ["int", "int DEFAULT 1", "timestamptz DEFAULT now()", "date DEFAULT CURRENT_DATE", "int NOT NULL DEFAULT 0"]
    {
        assert!(last(&format!("ALTER TABLE a ADD b {free}")).is_empty(), "{free}");
    }
    assert_eq!(last("ALTER TABLE a ADD b int NOT NULL"), ["required-column"]);
    assert_eq!(last("ALTER TABLE a ADD b serial NOT NULL"), ["column-fills-the-table"]);
}

#[test]
fn what_writes_a_table_anew_is_named() {
    let outside = "-- keel: segment no-transaction\n";
    for text in ["VACUUM FULL a", "VACUUM (FULL) a", "VACUUM (ANALYZE, FULL on) a", "CLUSTER a USING i"] {
        assert_eq!(last(&format!("{outside}{text}")), ["table-written-anew"], "{text}");
    }
    for text in ["VACUUM a", "VACUUM (FULL false) a", "ANALYZE a"] {
        assert!(last(&format!("{outside}{text}")).is_empty(), "{text}");
    }
    assert_eq!(last("ALTER TABLE a SET UNLOGGED"), ["table-written-anew"]);
    assert!(seen("ALTER TABLE a SET LOGGED", &["a"], &[]).is_empty(), "it was so already");
    assert_eq!(last("ALTER TABLE a DETACH PARTITION b"), ["partition-detached-at-once"]);
    assert!(last("ALTER TABLE a DETACH PARTITION b FINALIZE").is_empty());
    assert_eq!(last("REFRESH MATERIALIZED VIEW v"), ["view-refreshed-at-once"]);
    assert!(last("REFRESH MATERIALIZED VIEW CONCURRENTLY v").is_empty());
}

#[test]
fn what_programs_lose_is_named() {
    for text in [
        "ALTER TABLE a RENAME TO b",
        "ALTER TABLE a RENAME COLUMN b TO c",
        "ALTER TABLE a RENAME b TO c",
        "ALTER VIEW v RENAME TO w",
        "ALTER SCHEMA s RENAME TO t",
        "ALTER TYPE e RENAME VALUE 'x' TO 'y'",
    ] {
        assert_eq!(last(text), ["renamed"], "{text}");
    }
    assert!(last("ALTER TABLE a RENAME CONSTRAINT b TO c").is_empty(), "no program has that name in a query");
    for text in ["DROP TABLE a", "ALTER TABLE a DROP COLUMN b", "TRUNCATE a", "DROP SCHEMA s CASCADE"] {
        assert_eq!(last(text), ["data-lost"], "{text}");
        assert!(last(&format!("-- DESTRUCTIVE: it is meant\n{text}")).is_empty(), "{text}");
    }
    assert_eq!(last("ALTER TABLE a ALTER b DROP NOT NULL"), ["not-null-dropped"]);
    assert_eq!(last("ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0)"), ["domain-constraint"]);
    assert!(last("ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID").is_empty());
}

#[test]
fn several_actions_are_taken_apart() {
    assert_eq!(
        last("ALTER TABLE a ADD c int, ADD CONSTRAINT k CHECK (c > 0), ALTER b SET NOT NULL"),
        ["check-checked-at-once", "not-null-checked-at-once"]
    );
    let form = safer("ALTER TABLE a ADD CONSTRAINT k CHECK (c > 0), ADD c int");
    assert!(
        form.starts_with("ALTER TABLE a ADD c int;\n\nALTER TABLE a ADD CONSTRAINT k CHECK (c > 0) NOT VALID;"),
        "{form}"
    );
    assert_eq!(safer("ALTER TABLE a ADD CONSTRAINT k UNIQUE (b), REPLICA IDENTITY USING INDEX k"), "");
    let form = advice("DROP INDEX i;\nSELECT 1;")[0].safer.clone().unwrap();
    assert!(form.ends_with("\n\n-- keel: segment"), "what follows stays in a transaction: {form}");
    let form = safer("-- keel: segment no-transaction\nALTER TABLE a ADD CONSTRAINT k CHECK (c > 0)");
    assert!(form.starts_with("-- keel: segment\n"), "{form}");
}

#[test]
fn what_cannot_be_read_is_named() {
    let all = rules("ALTER TABLE a FROBNICATE;\nSELECT 1;\nDO $$ BEGIN DROP TABLE a; END $$;");
    assert_eq!(all, [vec!["not-read"], vec![], vec!["not-looked-at"]]);
    let check = "BEGIN IF EXISTS (SELECT FROM a WHERE b = 'delete') THEN RAISE 'a row says \"drop\"'; END IF; END";
    assert!(last(&format!("DO $${check}$$")).is_empty());
    assert_eq!(last("DO $$BEGIN -- don't\nDELETE FROM a; END$$"), ["not-looked-at"]);
    assert_eq!(last("DO E'BEGIN NULL; END'"), ["not-looked-at"]);
    for reading in [
        "-- don't delete\nIF EXISTS (SELECT FROM a) THEN RAISE 'no'; END IF;",
        "RAISE $x$it's \"drop\"$x$;",
        "RAISE E'it\\'s drop' /* create */;",
    ] {
        assert!(last(&format!("DO $$BEGIN {reading} END$$")).is_empty(), "{reading}");
    }
    for writing in ["RAISE 'a' -- '\n; DELETE FROM a; -- '\n", "RAISE E'\\'; -- '; DELETE FROM a;"] {
        assert_eq!(last(&format!("DO $$BEGIN {writing} END$$")), ["not-looked-at"], "{writing}");
    }
    let owner = |sql: &str| {
        format!(
            "DO $owner$ BEGIN EXECUTE (SELECT pg_catalog.format('{sql}', 'a', pg_catalog.pg_get_userbyid(typowner)) FROM pg_type WHERE oid = 'b'::regtype); END $owner$;"
        )
    };
    assert_eq!(rules(&owner("ALTER TYPE %s OWNER TO %I")), [Vec::<&str>::new()]);
    assert_eq!(rules(&owner("DROP TYPE %s")), [vec!["not-looked-at"]]);
    let deep = format!("SELECT {}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(last(&deep), ["not-read"]);
    let deep = format!("SELECT {}1{}", "(".repeat(400), ")".repeat(400));
    assert!(last(&deep).is_empty());
    let rows = |number| format!("INSERT INTO a VALUES {}(1, 'text')", "(1, 'text'), ".repeat(number));
    assert!(last(&rows(5_000)).is_empty());
    assert_eq!(last(&rows(10_000)), ["not-read"]);
    // Without brackets it is nested as well, and the stack has room for it.
    for chain in ["1+", "not ", "- "] {
        let chain = format!("SELECT {} 1", chain.repeat(1_000));
        assert!(last(&chain).is_empty());
    }
}
