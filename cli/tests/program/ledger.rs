//! Migrations that were changed, lost or made elsewhere
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;
use serde_json::json;

use crate::support::Project;

const SCHEMA: &str = "tables:\n  a: {columns: {id: {type: bigint, primary_key: true}}}\n";
const UP: &str = "-- keel: parent none\nCREATE TABLE a (\n    id bigint PRIMARY KEY\n);\n";
const FIRST: &str = "migrations/20260101000000_first/up.sql";

fn applied(database: &TestDatabase) -> Project {
    let project = Project::with(&[("schema.yaml", SCHEMA), (FIRST, UP)]).variable("DATABASE_URL", &database.url());
    project.keel("migrate").done();
    project
}

/// What every command says that looks at the ledger.
fn all(project: &Project) -> String {
    ["gen", "migrate", "migrate status", "check"]
        .iter()
        .map(|line| format!("$ keel {line}\n{}", project.keel(line).neutral()))
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn an_edited_file() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    project.write(FIRST, &UP.replace("bigint", "integer"));
    assert_snapshot!("ledger_edited", without_times(&all(&project)));
}

#[tokio::test]
async fn a_missing_file() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    std::fs::remove_dir_all(project.path("migrations/20260101000000_first")).unwrap();
    assert_snapshot!("ledger_missing", without_times(&all(&project)));
}

#[tokio::test]
async fn an_older_file_that_is_pending() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    project.write("migrations/20250101000000_older/up.sql", "CREATE TABLE older ();\n");
    assert_snapshot!("ledger_older", without_times(&all(&project)));
}

#[tokio::test]
async fn two_heads() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    for version in ["20260102000000_ours", "20260103000000_theirs"] {
        project.write(&format!("migrations/{version}/up.sql"), "-- keel: parent 20260101000000\nSELECT 1;\n");
    }
    assert_snapshot!("ledger_two_heads", without_times(&all(&project)));
}

#[tokio::test]
async fn two_heads_meet_in_a_migration_that_follows_both() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    let write = |name: &str, text: &str| project.write(&format!("migrations/{name}/up.sql"), text);
    write("20260101000000_first", UP);
    write("20260103000000_theirs", "-- keel: parent 20260101000000\nCREATE TABLE public.theirs (id bigint);\n");
    project.keel("migrate").done();
    write("20260102000000_ours", "-- keel: parent 20260101000000\nCREATE TABLE public.ours (id bigint);\n");
    project.keel("migrate --allow-out-of-order").done();
    project.write(
        "schema.yaml",
        &format!("{SCHEMA}  ours: {{columns: {{id: bigint?}}}}\n  theirs: {{columns: {{id: bigint?}}}}\n"),
    );
    // Nothing changed, so nothing is written but what generates from the file.
    project.keel("gen").done();
    let check = project.keel("check");
    assert_eq!(check.status, Some(2), "{check}");
    assert!(check.stdout.contains("two-heads") && check.stdout.contains("`keel gen --custom merge`"), "{check}");
    assert_eq!(project.keel("gen --from migrations").status, Some(1));
    project.keel("gen --custom merge").done();
    let merge = project.last_migration();
    let up = project.read(&format!("{merge}/up.sql"));
    assert!(up.contains("-- keel: parent 20260102000000, 20260103000000\n"), "{up}");
    project.keel("migrate").done();
    project.keel("check").done();
    assert_eq!(project.keel("gen --from migrations").done().stdout, "");
    project.keel("migrate down").done();
    // Where none of it is applied yet it goes in the folder's order, without a word.
    let elsewhere = database.another().await;
    project.run(&["migrate", "--database-url", &elsewhere.url()]).done();
    project.run(&["check", "--database-url", &elsewhere.url()]).done();
}

#[tokio::test]
async fn branches_meet_in_the_next_migration_that_is_generated() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    let write = |name: &str, text: &str| project.write(&format!("migrations/{name}/up.sql"), text);
    // Two of one branch, between which one of another comes.
    write("20260102000000_ours", "-- keel: parent 20260101000000\nCREATE TABLE public.ours (id bigint);\n");
    write("20260104000000_ours", "-- keel: parent 20260102000000\nALTER TABLE public.ours ADD more text;\n");
    project.keel("migrate").done();
    write("20260103000000_theirs", "-- keel: parent 20260101000000\nCREATE TABLE public.theirs (id bigint);\n");
    assert_eq!(project.keel("migrate").status, Some(1));
    project.keel("migrate --allow-out-of-order").done();
    project.write("schema.yaml", &format!("{SCHEMA}  theirs: {{columns: {{id: bigint?}}}}\n"));
    project.keel("gen --allow destructive").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("-- keel: parent 20260103000000, 20260104000000\n") && up.contains("DROP TABLE"), "{up}");
    project.keel("migrate").done();
    project.keel("check").done();
}

#[tokio::test]
async fn a_ledger_of_a_newer_version() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    database.execute("UPDATE keel.ledger SET format = 99, tool_version = '9.9.9'").await;
    assert_snapshot!("ledger_newer", without_times(&all(&project)));
}

#[tokio::test]
async fn other_ends_of_lines_are_no_edit() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    project.keel("gen").done();
    project.write(FIRST, &UP.replace('\n', "\r\n"));
    project.keel("migrate").done();
    project.keel("gen").done();
    project.keel("check").done();
}

/// When a migration was applied differs: its line ends in day, time and `UTC`.
fn without_times(text: &str) -> String {
    text.lines()
        .map(|line| match line.strip_suffix(" UTC").map(|rest| rest.rsplitn(3, ' ').last().unwrap_or_default()) {
            Some(before) => format!("{} …\n", before.trim_end()),
            None => format!("{line}\n"),
        })
        .collect()
}

#[tokio::test]
async fn a_migration_that_stopped_half_way() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    let second = "migrations/20260102000000_second/up.sql";
    let up = "-- keel: parent 20260101000000\nALTER TABLE a ADD x bigint;\n-- keel: segment\nALTER TABLE a ADD y text;\nALTER TABLE a ALTER x SET NOT NULL;\n";
    project.write(second, up);
    project.write("schema.yaml", &SCHEMA.replace("}}}", "}, x: bigint, y: text?}}"));
    database.execute("INSERT INTO a VALUES (1)").await;
    assert_eq!(project.keel("migrate").status, Some(1));
    let mut told = all(&project);
    for line in ["diff", "push", "migrate down"] {
        told.push_str(&format!("\n$ keel {line}\n{}", project.keel(line).neutral()));
    }
    assert_snapshot!("ledger_half_applied", without_times(&told));
    let document = project.keel("migrate status --output json").json();
    assert_eq!(document["problems"][0]["code"], "half-applied");
    let failure = &document["migrations"][1]["failure"];
    assert_eq!((&failure["line"], &failure["sqlstate"], &failure["segment"]), (&json!(5), &json!("23502"), &json!(2)));
    // The two ways out: the rows, and the file from the segment on that is to come.
    project.write(second, &up.replace("ALTER TABLE a ADD y text;", "UPDATE a SET x = 1;\nALTER TABLE a ADD y text;"));
    project.keel("migrate").done();
    let document = project.keel("migrate status --output json").json();
    assert_eq!(document["migrations"][1]["failure"], json!(null));
    project.keel("check --output json");
    assert_eq!(project.keel("diff").done().stdout, "");
}

/// What `keel check` says of two heads that make these changes.
async fn heads(ours: &str, theirs: &str) -> String {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA), (FIRST, UP)]).variable("DATABASE_URL", &database.url());
    for (name, sql) in [("20260102000000_ours", ours), ("20260103000000_theirs", theirs)] {
        project.write(&format!("migrations/{name}/up.sql"), &format!("-- keel: parent 20260101000000\n{sql}\n"));
    }
    let document = project.keel("check --output json").json();
    let findings = document["findings"].as_array().unwrap();
    let [heads] = &findings.iter().filter(|one| one["code"] == "two-heads").collect::<Vec<_>>()[..] else {
        panic!("{document:#}")
    };
    format!("{}\nhelp: {}\n", heads["message"].as_str().unwrap(), heads["help"].as_str().unwrap())
}

#[tokio::test]
async fn two_heads_commute_or_do_not() {
    let told = [
        // The order of columns is no difference.
        heads("ALTER TABLE a ADD x int;", "ALTER TABLE a ADD y int;\nCREATE INDEX ON a (y);").await,
        heads("ALTER TABLE a ALTER id SET DEFAULT 1;", "ALTER TABLE a ALTER id SET DEFAULT 2;").await,
        heads(
            "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2';",
        )
        .await,
        // Whichever comes second fails.
        heads("ALTER TABLE a ADD x int;", "ALTER TABLE a ADD x text;").await,
        // One needs the other without saying so.
        heads("CREATE TABLE b (id int PRIMARY KEY);", "ALTER TABLE b ADD x int;").await,
        // It fails wherever it stands, which is said elsewhere.
        heads("ALTER TABLE a ADD x int;", "ALTER TABLE nowhere ADD y int;").await,
    ];
    assert_snapshot!("ledger_two_heads_in_both_orders", told.join("\n"));
}

#[tokio::test]
async fn branches_of_several_migrations_in_both_orders() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA), (FIRST, UP)]).variable("DATABASE_URL", &database.url());
    for (name, parent, sql) in [
        ("20260102000000_ours", "20260101000000", "CREATE TABLE ours (id int);"),
        ("20260103000000_theirs", "20260101000000", "CREATE TABLE theirs (id int);"),
        ("20260104000000_ours", "20260102000000", "ALTER TABLE ours RENAME TO shared;"),
        ("20260105000000_theirs", "20260103000000", "CREATE TABLE IF NOT EXISTS shared (id text);"),
    ] {
        project.write(&format!("migrations/{name}/up.sql"), &format!("-- keel: parent {parent}\n{sql}\n"));
    }
    let check = project.keel("check").stdout;
    let told = "they do not commute: with 20260103000000 first, migrations/20260104000000_ours/up.sql:2 fails \
                (relation \"shared\" already exists)";
    assert!(check.contains(told), "{check}");
}

/// A project whose two migrations were replaced by one, with a database that has both.
async fn squashed(database: &TestDatabase) -> Project {
    let project = applied(database);
    let second = "-- keel: parent 20260101000000\nALTER TABLE a ADD x text;\n";
    project.write("migrations/20260102000000_second/up.sql", second);
    project.keel("migrate").done();
    project.write("schema.yaml", &SCHEMA.replace("}}}", "}, x: text?}}"));
    std::fs::remove_dir_all(project.path("migrations")).unwrap();
    project.keel("gen squash --from migrations").done();
    project
}

#[tokio::test]
async fn one_migration_stands_for_those_that_were_removed() {
    let database = TestDatabase::create().await;
    let project = squashed(&database).await;
    assert_snapshot!("ledger_squashed_unsaid", project.keel("migrate").neutral());
    assert_eq!(project.keel("check").status, Some(2));
    let run = project.keel("migrate baseline --squashed").done();
    assert_snapshot!("ledger_squashed", run.neutral());
    project.keel("migrate").done();
    project.keel("gen").done();
    project.keel("check").done();
    let left = "SELECT string_agg(version || '_' || name, ' ' ORDER BY version) FROM keel.superseded";
    let connection = database.connect().await;
    let left: String = connection.query_one(left, &[]).await.unwrap().get(0);
    connection.close().await;
    assert_eq!(left, "20260101000000_first 20260102000000_second");
    let again = project.keel("migrate baseline --squashed --output json").json();
    assert_eq!((&again["recorded"], &again["superseded"]), (&json!([]), &json!([])));
    // Whoever still has the old folder applies nothing a second time.
    std::fs::rename(project.path("migrations"), project.path("new")).unwrap();
    project.write(FIRST, UP);
    assert_eq!(project.keel("migrate").status, Some(1));
    assert_eq!(project.keel("migrate baseline --squashed").status, Some(1), "nor does the old stand for the new");
}

#[tokio::test]
async fn in_the_middle_of_a_squash_it_is_told_what_is_left_to_do() {
    let database = TestDatabase::create().await;
    let project = squashed(&database).await;
    std::fs::rename(project.path("migrations"), project.path("new")).unwrap();
    let without = project.keel("migrate baseline --squashed");
    std::fs::create_dir(project.path("migrations")).unwrap();
    assert_eq!(without.to_string(), project.keel("migrate baseline --squashed").to_string());
    assert_snapshot!("ledger_squash_without_its_migration", without);
    let emptied = project.keel("migrate");
    assert!(
        emptied.stderr.contains("as `keel gen NAME --from migrations` writes it into an empty folder"),
        "{emptied}"
    );
    // The one that stands for them has the version of the last of them, under another name.
    std::fs::remove_dir(project.path("migrations")).unwrap();
    std::fs::rename(project.path("new"), project.path("migrations")).unwrap();
    let folder = project.last_migration();
    std::fs::rename(project.path(&folder), project.path("migrations/20260102000000_squash")).unwrap();
    assert_snapshot!("ledger_squashed_under_another_name", project.keel("migrate").neutral());
    project.keel("migrate baseline 20260102000000 --squashed").done();
    project.keel("migrate").done();
}

#[tokio::test]
async fn one_migration_stands_for_none_that_made_something_else() {
    let database = TestDatabase::create().await;
    let project = squashed(&database).await;
    database.execute("ALTER TABLE a DROP x").await;
    let run = project.keel("migrate baseline --squashed");
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains("drop column public.a.x"), "{run}");
    database
        .execute("ALTER TABLE a ADD x text; UPDATE keel.migrations SET state = 'running' WHERE name = 'second'")
        .await;
    let run = project.keel("migrate baseline --squashed");
    assert_eq!(run.status, Some(1), "half applied: {run}");
    let status = project.keel("migrate status --output json").json();
    assert_eq!(status["migrations"].as_array().unwrap().len(), 3, "nothing was done: {status:#}");
}

#[tokio::test]
async fn nothing_stands_for_a_migration_of_another_branch() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    let write = |name: &str, text: &str| project.write(&format!("migrations/{name}/up.sql"), text);
    write("20260102000000_theirs", "-- keel: parent 20260101000000\nALTER TABLE a ADD x text;\n");
    write("20260103000000_ours", "-- keel: parent 20260102000000\nALTER TABLE a ADD y text;\n");
    project.keel("migrate").done();
    std::fs::remove_dir_all(project.path("migrations/20260102000000_theirs")).unwrap();
    project.write("schema.yaml", &SCHEMA.replace("}}}", "}, x: text?, y: text?}}"));
    let run = project.keel("migrate baseline --squashed");
    assert_eq!(run.status, Some(1), "nothing is marked that it could stand for: {run}");
    let status = project.keel("migrate status --output json").json();
    assert_eq!(status["migrations"].as_array().unwrap().len(), 3, "nothing was done: {status:#}");
}

#[tokio::test]
async fn what_came_after_those_that_were_removed_stays() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    let write = |name: &str, text: &str| project.write(&format!("migrations/{name}/up.sql"), text);
    write("20260102000000_second", "-- keel: parent 20260101000000\nALTER TABLE a ADD x text;\n");
    write("20260103000000_third", "-- keel: parent 20260102000000\nALTER TABLE a ADD y text;\n");
    project.keel("migrate").done();
    project.write("schema.yaml", &SCHEMA.replace("}}}", "}, x: text?, y: text?}}"));
    project.keel("gen").done();
    project.keel("check").done();
    for removed in [FIRST, "migrations/20260102000000_second/up.sql"] {
        std::fs::remove_dir_all(project.path(removed).parent().unwrap()).unwrap();
    }
    let both = "-- keel: parent none\nCREATE TABLE a (id bigint PRIMARY KEY, x text);\n";
    write("20260102000000_both", both);
    assert_eq!(project.keel("migrate").status, Some(1), "it has the version of another one");
    assert_eq!(project.keel("check").status, Some(2));
    let run = project.keel("migrate baseline --squashed").done();
    assert!(run.stderr.contains("20260101000000_first") && run.stderr.contains("20260102000000_second"), "{run}");
    project.keel("migrate").done();
    project.keel("gen").done();
    project.keel("check").done();
    let fresh = database.another().await;
    project.run(&["migrate", "--database-url", &fresh.url()]).done();
    project.run(&["check", "--database-url", &fresh.url()]).done();
}

#[tokio::test]
async fn a_database_to_which_another_branch_was_applied() {
    let database = TestDatabase::create().await;
    let project = applied(&database);
    let write = |name: &str, text: &str| project.write(&format!("migrations/{name}/up.sql"), text);
    let theirs = "-- keel: parent 20260101000000\nALTER TABLE a ADD theirs text;\n";
    write("20260103000000_theirs", theirs);
    project.keel("migrate").done();
    // The other branch: the file is not here, and something else is.
    std::fs::remove_dir_all(project.path("migrations/20260103000000_theirs")).unwrap();
    for ours in ["20260102000000_ours", "20260104000000_ours"] {
        write(ours, "-- keel: parent 20260101000000\nALTER TABLE a ADD ours text;\n");
        for line in ["gen", "migrate", "migrate --dry-run", "migrate down", "check"] {
            let run = project.keel(line);
            assert_eq!(run.status, Some(if line == "check" { 2 } else { 1 }), "{line}: {run}");
            assert!(run.to_string().contains("20260103000000_theirs"), "{line} names it: {run}");
        }
        std::fs::remove_dir_all(project.path(&format!("migrations/{ours}"))).unwrap();
    }
    let status = project.keel("migrate status --output json").json();
    assert_eq!(status["migrations"][1]["state"]["state"], "missing", "{status:#}");
    // Back on the branch that has it.
    write("20260103000000_theirs", theirs);
    project.write("schema.yaml", &SCHEMA.replace("}}}", "}, theirs: text?}}"));
    project.keel("migrate").done();
    project.keel("gen").done();
    project.keel("check").done();
}
