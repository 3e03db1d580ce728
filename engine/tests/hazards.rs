//! What a plan says of the rows that may be in its way, where they cannot be asked in advance.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod common;

use evenkeel_engine::introspect::introspect;
use evenkeel_engine::plan::{Facts, Hazard, HazardKind, conversions_needed, plan, tell_what_stands};
use evenkeel_engine::workflow::conversions;
use evenkeel_model::QualifiedName;

use common::Database;

/// What is committed before anything else, so that what comes then is too late.
const LABEL: &str = "CREATE TYPE st AS ENUM ('a', 'b'); CREATE TABLE u (s st);";
const LABELS: &str = "CREATE TYPE st AS ENUM ('a', 'b', 'c'); CREATE TABLE u (s st DEFAULT 'c');";

/// The hazards of the way from one state to another that are about rows, beside what stands by then; `using` is how a column
/// of the table `t` is converted.
async fn told(before: &str, after: &str, using: Option<(&str, &str)>) -> Vec<String> {
    let hazards = hazards(before, after, using).await;
    let of_rows = |hazard: &&Hazard| matches!(hazard.kind, HazardKind::DependsOnData | HazardKind::Blocks);
    hazards.iter().filter(of_rows).map(Hazard::line).collect()
}

/// All hazards of the way.
async fn hazards(before: &str, after: &str, using: Option<(&str, &str)>) -> Vec<Hazard> {
    let database = Database::create().await;
    let wanted = database.another().await;
    database.run(&format!("{LABEL} {before}")).await.unwrap();
    wanted.run(&format!("{LABELS} {after}")).await.unwrap();
    let mut connection = database.connect().await;
    let from = introspect(&mut connection).await.unwrap();
    connection.close().await;
    let mut connection = wanted.connect().await;
    let to = introspect(&mut connection).await.unwrap();
    let conversions = conversions(&*connection, conversions_needed(&from.catalog, &to.catalog)).await.unwrap();
    connection.close().await;
    let using = using.map(|(column, text)| ((QualifiedName::new("public", "t"), column.to_owned()), text.to_owned()));
    let using = using.into_iter().collect();
    let facts = Facts { major: from.server.major(), conversions, using, ..Facts::default() };
    let mut plan = plan(&from.catalog, &to.catalog, &facts).unwrap();
    tell_what_stands(&mut plan.statements);
    plan.statements.into_iter().flat_map(|statement| statement.hazards).collect()
}

/// The version of the server.
async fn major() -> u32 {
    let database = Database::create().await;
    let mut connection = database.connect().await;
    let major = introspect(&mut connection).await.unwrap().server.major();
    connection.close().await;
    major
}

/// The end of what cannot be asked, since values come with the plan.
fn not_asked(condition: &str) -> String {
    format!(
        "fails, after earlier transactions were committed, while {condition}; that is not asked in advance, since what it \
         looks at gets its values in this migration, and what comes before it stays"
    )
}

#[tokio::test]
async fn what_differs_may_be_equal_in_another_type() {
    let before = "CREATE EXTENSION citext; CREATE TABLE t (mail text UNIQUE, at timestamp, level integer UNIQUE CHECK (level > 0));
        CREATE UNIQUE INDEX t_at ON t (at)";
    let after =
        "CREATE EXTENSION citext; CREATE TABLE t (mail citext UNIQUE, at date, level bigint UNIQUE CHECK (level > 0));
        CREATE UNIQUE INDEX t_at ON t (at)";
    let equal = |what: &str| not_asked(&format!("two rows of public.t become equal in {what} by that"));
    let mut found = told(before, after, None).await;
    found.sort_by_key(|line| line.contains("t_mail_key"));
    // What is wider keeps apart what it held.
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].ends_with(&equal("public.t_at")), "{found:#?}");
    assert!(found[1].ends_with(&equal("the key t_mail_key")), "{found:#?}");
}

#[tokio::test]
async fn values_that_a_person_makes_may_be_equal_or_none() {
    let found = told(
        "CREATE TABLE t (level integer UNIQUE NOT NULL CHECK (level > 0))",
        "CREATE TABLE t (level bigint UNIQUE NOT NULL CHECK (level > 0))",
        Some(("level", "nullif(level, 5)")),
    );
    let found = found.await;
    for condition in [
        "two rows of public.t become equal in the key t_level_key by that",
        "a row of public.t breaks the constraint t_level_check by that",
        "a row of public.t gets NULL in level by that",
    ] {
        assert!(found.iter().any(|line| line.ends_with(&not_asked(condition))), "{condition}: {found:#?}");
    }
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[tokio::test]
async fn values_of_another_expression_may_be_in_the_way() {
    if major().await < 17 {
        evenkeel_test_support::left_out("a generated column takes another expression from PostgreSQL 17 on");
        return;
    }
    let table = |expression: &str| {
        format!(
            "CREATE TABLE t (a text, g text GENERATED ALWAYS AS ({expression}) STORED UNIQUE NOT NULL CHECK (g <> ''))"
        )
    };
    let found = told(&table("a"), &table("lower(a)"), None).await;
    for condition in [
        "two rows of public.t become equal in the key t_g_key by that",
        "a row of public.t breaks the constraint t_g_check by that",
        "a row of public.t gets NULL in g by that",
    ] {
        assert!(found.iter().any(|line| line.ends_with(&not_asked(condition))), "{condition}: {found:#?}");
    }
}

#[tokio::test]
async fn a_key_that_was_there_says_nothing_of_values_to_come() {
    let found = told(
        "CREATE TABLE t (at timestamp, CONSTRAINT one UNIQUE (at))",
        "CREATE TABLE t (at date, CONSTRAINT other UNIQUE (at))",
        None,
    );
    let found = found.await;
    assert!(
        found.iter().any(|line| line.contains("that is not asked in advance, since what it looks at gets")),
        "{found:#?}"
    );
}

#[tokio::test]
async fn a_lock_and_rows_are_told_apart() {
    let table = "CREATE TABLE t (at int4range";
    let found = told(&format!("{table})"), &format!("{table}, EXCLUDE USING gist (at WITH &&))"), None).await;
    let lock = "constraint t_at_excl on public.t: builds its index under the strongest lock, since PostgreSQL knows no other way";
    let rows = "constraint t_at_excl on public.t: fails, after earlier transactions were committed, while rows of public.t break \
                it; that is not asked in advance, since each row would have to be compared with each other one, and what comes \
                before it stays";
    assert_eq!(found, [lock, rows]);
}

#[tokio::test]
async fn a_domain_may_ask_for_a_value() {
    let domain = "CREATE DOMAIN need AS text NOT NULL; CREATE DOMAIN needed AS need; CREATE TABLE t (id integer";
    let found = told(&format!("{domain})"), &format!("{domain}, n needed)"), None).await;
    assert!(found[0].ends_with("public.t has rows, which would have no value in the new column n"), "{found:#?}");
    let default = domain.replace("AS need", "AS need DEFAULT 'x'");
    assert_eq!(told(&format!("{default})"), &format!("{default}, n needed)"), None).await, [""; 0]);
}

#[tokio::test]
async fn computed_values_are_lost_where_a_plain_column_does_not_take_them() {
    if major().await < 18 {
        evenkeel_test_support::left_out("virtual columns are of PostgreSQL 18");
        return;
    }
    let virtual_of = |data_type: &str, expression: &str| {
        format!("CREATE TABLE t (n integer, v {data_type} GENERATED ALWAYS AS ({expression}) VIRTUAL);")
    };
    let plain = "CREATE TABLE t (n integer, v integer);";
    let lost = |hazards: Vec<Hazard>| hazards.iter().filter(|one| one.kind == HazardKind::Destructive).count();
    assert_eq!(lost(hazards(&virtual_of("text", "n || 'x'"), plain, None).await), 1);
    assert_eq!(lost(hazards(&virtual_of("integer", "n * 2"), plain, None).await), 0);
}
