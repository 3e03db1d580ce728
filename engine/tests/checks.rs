//! What a plan asks of the rows in advance, where the role that migrates may not ask.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod common;

use std::collections::BTreeSet;

use evenkeel_engine::introspect::introspect;
use evenkeel_engine::plan::{Facts, Phase, Plan, plan};
use evenkeel_model::QualifiedName;

use common::Database;

/// A table of the role's own, and one of another's, to which it may refer.
const BEFORE: &str = "CREATE TABLE owner (id integer PRIMARY KEY);
    CREATE TABLE boat (id integer PRIMARY KEY, owner_id integer);
    INSERT INTO owner VALUES (1);
    INSERT INTO boat VALUES (1, 1)";

const AFTER: &str = "ALTER TABLE boat ADD FOREIGN KEY (owner_id) REFERENCES owner (id)";

/// The plan from [`BEFORE`] to the same after this.
async fn planned(database: &Database, after: &str, facts: Facts) -> Plan {
    let wanted = database.another().await;
    database.run(BEFORE).await.unwrap();
    wanted.run(&format!("{BEFORE}; {after}")).await.unwrap();
    let mut found = Vec::new();
    for side in [database, &wanted] {
        let mut connection = side.connect().await;
        found.push(introspect(&mut connection).await.unwrap());
        connection.close().await;
    }
    let facts = Facts { major: found[0].server.major(), ..facts };
    plan(&found[0].catalog, &found[1].catalog, &facts).unwrap()
}

/// Carries a plan out as a role to which this gives rights.
async fn migrated_by(name: &str, rights: &str, broken: &str) -> Result<(), String> {
    let database = Database::create().await;
    let plan = planned(&database, AFTER, Facts::default()).await;
    assert_eq!(plan.statements[0].phase, Phase::Check, "nothing is asked: {:#?}", plan.statements);
    let role = format!("{name}_{}", std::process::id());
    let rights = rights.replace("ROLE", &role);
    let setup = format!(
        "CREATE ROLE {role}; GRANT ALL ON SCHEMA public TO {role}; ALTER TABLE boat OWNER TO {role}; {rights}; {broken}"
    );
    database.run(&setup).await.unwrap();
    let mut result = Ok(());
    for statement in plan.statements {
        result = database.run(&format!("SET ROLE {role}; {}", statement.sql)).await;
        if result.is_err() {
            break;
        }
    }
    database.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
    result
}

#[tokio::test]
async fn rows_that_may_not_be_read_are_left_to_the_statement() {
    let rights = "GRANT REFERENCES ON owner TO ROLE";
    migrated_by("referrer", rights, "").await.unwrap();
    let error = migrated_by("referrer_of_none", rights, "INSERT INTO boat VALUES (2, 2)").await.unwrap_err();
    assert!(error.contains("violates foreign key constraint \"boat_owner_id_fkey\""), "{error}");
}

#[tokio::test]
async fn rows_of_which_columns_may_not_be_read_are_left_to_the_statement() {
    let rights = "ALTER TABLE owner ADD note text; GRANT REFERENCES, SELECT (note) ON owner TO ROLE";
    migrated_by("reader_of_notes", rights, "").await.unwrap();
}

#[tokio::test]
async fn rows_that_are_hidden_do_not_seem_to_be_missing() {
    let rights = "GRANT REFERENCES, SELECT ON owner TO ROLE; ALTER TABLE owner ENABLE ROW LEVEL SECURITY";
    migrated_by("half_blind", rights, "").await.unwrap();
    let error = migrated_by("half_blind_of_none", rights, "INSERT INTO boat VALUES (2, 2)").await.unwrap_err();
    assert!(error.contains("violates foreign key constraint \"boat_owner_id_fkey\""), "{error}");
}

#[tokio::test]
async fn rows_that_may_be_read_are_asked() {
    let rights = "GRANT REFERENCES, SELECT ON owner TO ROLE";
    let error = migrated_by("reader", rights, "INSERT INTO boat VALUES (2, 2)").await.unwrap_err();
    assert!(error.contains("rows of public.boat refer to none of public.owner"), "{error}");
}

#[tokio::test]
async fn rows_of_partitions_elsewhere_are_those_of_their_table() {
    let plain = Database::create().await;
    let outside = BTreeSet::from([QualifiedName::new("public", "owner")]);
    let plan = planned(&plain, AFTER, Facts { outside, ..Facts::default() }).await;
    assert_eq!(plan.statements[0].phase, Phase::Check, "nothing is asked: {:#?}", plan.statements);
    let database = plain.another().await;
    let by_range = "PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE owners PARTITION OF owner DEFAULT;";
    let partitioned = BEFORE.replacen("PRIMARY KEY);", by_range, 1);
    assert_ne!(partitioned, BEFORE);
    database.run(&partitioned).await.unwrap();
    for statement in plan.statements {
        database.run(&statement.sql).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_asked_without_the_language_to_ask_in() {
    let database = Database::create().await;
    let after =
        format!("{AFTER}; ALTER TABLE boat ALTER owner_id SET NOT NULL, ADD CHECK (id > 0), ADD UNIQUE (owner_id)");
    let plan = planned(&database, &after, Facts { without_plpgsql: true, ..Facts::default() }).await;
    assert!(plan.statements.iter().all(|statement| !statement.sql.starts_with("DO")), "{:#?}", plan.statements);
    let hazards = plan.statements.iter().flat_map(|statement| &statement.hazards);
    let silent: Vec<_> = hazards.filter(|hazard| !hazard.words.contains("has no PL/pgSQL to ask in")).collect();
    assert!(silent.is_empty(), "{silent:#?}");
    database.run("DROP EXTENSION plpgsql").await.unwrap();
    for statement in plan.statements {
        database.run(&statement.sql).await.unwrap();
    }
}

/// A table of which policies hide what no setting of the session gives away.
const FORCED: &str = "ALTER TABLE boat ENABLE ROW LEVEL SECURITY; ALTER TABLE boat FORCE ROW LEVEL SECURITY;
    CREATE POLICY mine ON boat USING (id = current_setting('app.boat')::integer)";

const STRICTER: &str = "ALTER TABLE boat ALTER owner_id SET NOT NULL, ADD CHECK (id > 0), ADD UNIQUE (owner_id)";

/// The words about rows in a plan from [`BEFORE`] to the same after something, with this on both sides.
async fn told_beside(database: &Database, beside: &str, after: &str) -> (Plan, Vec<String>) {
    let wanted = database.another().await;
    let mut found = Vec::new();
    for (side, after) in [(database, ""), (&wanted, after)] {
        side.run(&format!("{BEFORE}; {beside}; {after}")).await.unwrap();
        let mut connection = side.connect().await;
        found.push(introspect(&mut connection).await.unwrap());
        connection.close().await;
    }
    let facts = Facts { major: found[0].server.major(), ..Facts::default() };
    let plan = plan(&found[0].catalog, &found[1].catalog, &facts).unwrap();
    let checks = plan.statements.iter().filter(|statement| statement.phase == Phase::Check);
    let words = checks.flat_map(|check| &check.hazards).map(|hazard| hazard.words.clone()).collect();
    (plan, words)
}

#[tokio::test]
async fn of_rows_that_policies_hide_nothing_is_promised() {
    let unasked = |table: &str| {
        format!("where row security of public.{table} is in force for the role that migrates, that is not")
    };
    for (beside, after, table) in [
        (FORCED, STRICTER, Some("boat")),
        ("ALTER TABLE boat ENABLE ROW LEVEL SECURITY", STRICTER, None),
        ("ALTER TABLE boat FORCE ROW LEVEL SECURITY", STRICTER, None),
        ("ALTER TABLE owner ENABLE ROW LEVEL SECURITY", AFTER, Some("owner")),
        ("ALTER TABLE owner ENABLE ROW LEVEL SECURITY", STRICTER, None),
        (
            "CREATE DOMAIN d AS integer; ALTER TABLE boat ALTER owner_id TYPE d; ALTER TABLE boat ENABLE ROW LEVEL SECURITY",
            "ALTER DOMAIN d ADD CHECK (VALUE > 0)",
            Some("boat"),
        ),
    ] {
        let database = Database::create().await;
        let (_, words) = told_beside(&database, beside, after).await;
        assert!(!words.is_empty(), "{beside}: {after}");
        for words in words {
            match table {
                Some(table) => assert!(words.contains(&unasked(table)), "{beside}: {words}"),
                None => assert!(!words.contains("row security"), "{beside}: {words}"),
            }
        }
    }
}

/// What comes of a plan for a table of which policies hide rows, beside a row that is in its way or without one.
async fn sailed(name: &str, by_owner: bool, broken: &str) -> Result<(), String> {
    let database = Database::create().await;
    let after = "ALTER TABLE boat ALTER owner_id SET NOT NULL";
    let (plan, _) = told_beside(&database, FORCED, after).await;
    let role = format!("{name}_{}", std::process::id());
    let setup =
        format!("CREATE ROLE {role}; GRANT ALL ON SCHEMA public TO {role}; ALTER TABLE boat OWNER TO {role}; {broken}");
    database.run(&setup).await.unwrap();
    let who = if by_owner { format!("SET ROLE {role}; ") } else { String::new() };
    let mut result = Ok(());
    for statement in plan.statements {
        result = database.run(&format!("{who}{}", statement.sql)).await;
        if result.is_err() {
            break;
        }
    }
    database.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
    result
}

#[tokio::test]
async fn who_sees_not_all_rows_migrates_without_a_look_at_them() {
    let broken = "INSERT INTO boat VALUES (2, NULL)";
    // Whoever sees all of them is told.
    let told = sailed("admiral", false, broken).await.unwrap_err();
    assert!(told.contains("rows of public.boat have NULL in owner_id"), "{told}");
    let hidden = sailed("captain_of_none", true, broken).await.unwrap_err();
    assert!(hidden.contains("is violated by some row"), "{hidden}");
    sailed("captain", true, "").await.unwrap();
}
