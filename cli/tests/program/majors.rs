//! A file that is for several major versions of PostgreSQL is proved on each that the machine has

use evenkeel_native::{BINDIR_VARIABLE, Data, Installation, NativeServer};
use evenkeel_test_support::{TestDatabase, left_out};

use crate::support::Project;

async fn major_of(database: &TestDatabase) -> u32 {
    let connection = database.connect().await;
    let row = connection.query_one("SELECT current_setting('server_version_num')::int4", &[]).await.unwrap();
    let major = u32::try_from(row.get::<_, i32>(0)).unwrap() / 10_000;
    connection.close().await;
    major
}

/// The binaries of the nearest major version that fits and that this machine has.
fn nearest(own: u32, fits: impl Fn(u32) -> bool) -> Option<Installation> {
    let other = Installation::find_all()
        .into_iter()
        .filter(|one| one.major() != own && (14..=18).contains(&one.major()) && fits(one.major()))
        .min_by_key(|one| one.major().abs_diff(own));
    if other.is_none() {
        left_out(&format!("it needs the binaries of another major version; {BINDIR_VARIABLE} can name them"));
    }
    other
}

fn schema(majors: &[u32], columns: &str) -> String {
    let (oldest, newest) = (majors.iter().min().unwrap(), majors.iter().max().unwrap());
    format!(
        "postgres: [{oldest}, {newest}]\ntables:\n  a:\n    columns:\n      id: {{type: bigint, primary_key: true}}\n{columns}"
    )
}

#[tokio::test]
async fn a_plan_is_proved_on_every_major_at_hand() {
    let database = TestDatabase::create().await;
    let own = major_of(&database).await;
    let Some(other) = nearest(own, |_| true) else { return };
    let binaries = other.bindir().to_str().unwrap();
    let project = Project::with(&[("schema.yaml", &schema(&[own, other.major()], "      total: integer\n"))])
        .variable("DATABASE_URL", &database.url())
        .variable(BINDIR_VARIABLE, binaries);
    project.keel("gen first").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    // Versions between the two may be at hand as well: the embedded server's, and that of PATH.
    let too =
        up.lines().find_map(|line| line.strip_prefix("--   on PostgreSQL ")?.strip_suffix(" of this machine too"));
    let too: Vec<_> = too.unwrap_or_default().split(", ").collect();
    assert!(too.contains(&other.major().to_string().as_str()), "{up}");
    project.keel("migrate").done();

    // Expressions are read back from both servers, each as it prints them.
    let columns = "      total: bigint\n      twice: {type: bigint, generated: total * 2}\n";
    project.write("schema.yaml", &schema(&[own, other.major()], columns));
    let document = project.keel("gen --output json").json();
    let proved: Vec<_> =
        document["proved_on"].as_array().unwrap().iter().map(|major| major.as_u64().unwrap()).collect();
    assert_eq!(proved.first(), Some(&u64::from(own)));
    assert!(proved.contains(&u64::from(other.major())), "{proved:?}");
}

#[tokio::test]
async fn what_does_not_hold_on_another_major_is_refused() {
    let database = TestDatabase::create().await;
    let own = major_of(&database).await;
    let Some(other) = nearest(own, |major| major < own) else { return };
    // A function that the target's version was the first to have.
    let (kind, call) = match own {
        15 => ("integer", "regexp_count('a', 'a')"),
        16 => ("double precision", "random_normal()"),
        17 => ("text", "to_bin(1)"),
        _ => ("uuid", "uuidv7()"),
    };
    let column = format!("      newer: {{type: {kind}, default: {{sql: \"{call}\"}}}}\n");
    let text = schema(&[own, other.major()], &column);
    let project = Project::with(&[("schema.yaml", &text)])
        .variable("DATABASE_URL", &database.url())
        .variable(BINDIR_VARIABLE, other.bindir().to_str().unwrap());
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains(&format!("on PostgreSQL {}", other.major())), "{run}");
    assert!(run.stderr.contains("--> schema.yaml:6:") && run.stderr.contains("`postgres:`"), "{run}");
    assert!(project.list(".").iter().all(|name| name != "migrations"), "nothing is written");
}

#[tokio::test]
async fn a_major_that_is_not_there_is_named() {
    let database = TestDatabase::create().await;
    let own = major_of(&database).await;
    // Not the embedded server's, which is always at hand where it is built in.
    let missing =
        [own - 1, own - 2, own + 1].into_iter().find(|major| (14..=18).contains(major) && *major != 17).unwrap();
    // A folder without binaries stands for a machine that has none.
    let project = Project::with(&[("schema.yaml", &schema(&[own, missing], ""))])
        .variable("DATABASE_URL", &database.url())
        .variable(BINDIR_VARIABLE, "/nonexistent");
    let run = project.keel("gen").done();
    assert!(
        run.stderr.contains(&format!("not proved on PostgreSQL {missing}: there is no postgres in /nonexistent")),
        "{run}"
    );
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains(&format!("not proved on PostgreSQL {missing}\n")), "{up}");
}

#[tokio::test]
async fn an_extension_of_the_file_is_known_on_another_major_too() {
    let database = TestDatabase::create().await;
    let own = major_of(&database).await;
    // Where it is built in, the embedded server stands in for that major, and knows what it was started for.
    let text = format!("extensions: [citext]\n{}", schema(&[own, 17], "      name: citext\n"));
    let project = Project::with(&[("schema.yaml", &text)])
        .variable("DATABASE_URL", &database.url())
        .variable(BINDIR_VARIABLE, "/nonexistent");
    project.keel("gen first").done();
    assert!(project.read(&format!("{}/up.sql", project.last_migration())).contains("citext"));
}

#[tokio::test]
async fn two_files_are_compared_on_any_server_that_they_are_for() {
    let database = TestDatabase::create().await;
    let own = major_of(&database).await;
    let Some(other) = nearest(own, |_| true) else { return };
    let server = NativeServer::start(&other, Data::Temporary, &[]).unwrap();
    let url = server.url("postgres");
    let old = schema(&[other.major()], "");
    let project = Project::with(&[("old.yaml", &old), ("new.yaml", &format!("{old}      total: integer?\n"))])
        .variable("DATABASE_URL", &database.url());
    let run = project.run(&["diff", "--from", "old.yaml", "--to", "new.yaml", "--shadow", &url]).done();
    assert!(run.stdout.contains("ADD COLUMN total integer"), "{run}");
    // No database is asked then, so none has to be there.
    let nowhere = ["diff", "--from", "old.yaml", "--to", "new.yaml", "--shadow", &url, "--database-url", "host=/none"];
    assert_eq!(project.run(&nowhere).done().stdout, run.stdout);
    project.write("new.yaml", &schema(&[own], ""));
    let refused = project.run(&["diff", "--from", "old.yaml", "--to", "new.yaml", "--shadow", &url]);
    assert_eq!(refused.status, Some(1), "{refused}");
    assert!(refused.stderr.contains(&format!("the schema file is for PostgreSQL {own} (`postgres:`)")), "{refused}");
}

/// From version 18 on a NOT NULL constraint has a name, which the server makes of those of its table and column, and which
/// stays where these are renamed. Nobody chose it, so it is no difference: neither there nor on the way from an older one.
#[tokio::test]
async fn names_of_not_null_constraints_that_nobody_chose_are_no_difference() {
    let database = TestDatabase::create().await;
    let own = major_of(&database).await;
    let Some(other) = nearest(own, |major| (major >= 18) != (own >= 18)) else { return };
    let server = NativeServer::start(&other, Data::Temporary, &[]).unwrap();
    let text = |column: &str| {
        format!("tables:\n  a:\n    columns:\n      id: {{type: bigint, primary_key: true}}\n      {column}\n")
    };
    let project = Project::with(&[("schema.yaml", &text("old: text"))]).variable("DATABASE_URL", &database.url());
    let elsewhere = |line: &str| {
        let url = server.url("postgres");
        project.run(&line.split(' ').chain(["--database-url", &url]).collect::<Vec<_>>())
    };
    project.keel("gen first").done();
    project.keel("migrate").done();
    let renamed = text("new: {type: text, renamed_from: old}");
    // Then the old name, of which that of the constraint was made, is taken by another column.
    let another = text("new: text\n      old: {type: text, default: ''}");
    for text in [renamed, another] {
        project.write("schema.yaml", &text);
        project.keel("gen").done();
        let files = ["up.sql", "down.sql"].map(|name| project.read(&format!("{}/{name}", project.last_migration())));
        assert!(files.iter().all(|file| !file.contains("RENAME CONSTRAINT")), "{files:?}");
        project.keel("migrate").done();
    }
    elsewhere("migrate").done();
    for run in [project.keel("check"), elsewhere("check")] {
        run.done();
    }
    for run in [project.keel("gen"), elsewhere("gen"), project.keel("diff"), elsewhere("diff"), elsewhere("push")] {
        let run = run.done();
        assert!(!run.to_string().contains("CONSTRAINT"), "{run}");
    }
    assert_eq!(project.list("migrations").len(), 3, "there is nothing to generate");
    elsewhere("migrate down --allow destructive").done();
    elsewhere("migrate").done();
    elsewhere("check").done();
    // One that the file gives is, where the server knows such names.
    let named = "new: {type: text, not_null: {name: new_is_needed}}\n      old: {type: text, default: ''}";
    project.write("schema.yaml", &text(named));
    let runs = [project.keel("diff"), elsewhere("diff")].map(|run| run.done().stdout);
    let renaming = runs.iter().filter(|sql| sql.contains("RENAME CONSTRAINT a_old_not_null TO new_is_needed")).count();
    assert_eq!(renaming, 1, "{runs:?}");
}

/// That somebody chose a name is seen by what the server would have made of the names of table and column, whatever it ends
/// with.
#[tokio::test]
async fn a_name_that_somebody_chose_for_not_null_is_a_difference() {
    let database = TestDatabase::create().await;
    let own = major_of(&database).await;
    if own < 18 {
        left_out("names of NOT NULL constraints are of version 18");
        return;
    }
    let text = |column: &str| format!("tables:\n  a:\n    columns:\n      id: bigint\n      {column}\n");
    let chosen = text("mail: {type: text, not_null: {name: mail_not_null}}");
    let project = Project::with(&[("schema.yaml", &chosen)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    project.write("schema.yaml", &text("mail: text"));
    let sql = "RENAME CONSTRAINT mail_not_null TO a_mail_not_null";
    let run = project.keel("diff").done();
    assert!(run.stdout.contains(sql), "{run}");
    let run = project.keel("check");
    assert_eq!(run.status, Some(2), "{run}");
    project.keel("gen").done();
    project.keel("migrate").done();
    project.keel("check").done();
    assert_eq!(project.keel("diff").done().stdout, "");
    // A file that is for older versions as well cannot say a name, so it decides none.
    database.execute("ALTER TABLE a RENAME CONSTRAINT a_mail_not_null TO mail_not_null").await;
    let run = project.keel("check");
    assert!(run.stdout.contains("mail") && run.status == Some(2), "{run}");
    project.write("schema.yaml", &format!("postgres: [17, {own}]\n{}", text("mail: text")));
    project.keel("gen").done();
    assert_eq!(project.list("migrations").len(), 2, "there is nothing to generate");
    project.keel("check").done();
    assert_eq!(project.keel("diff").done().stdout, "");
}

/// What others made is in the proofs on other versions too, and named where one of these does not take it.
#[tokio::test]
async fn what_others_made_is_there_on_other_majors() {
    let database = TestDatabase::create().await;
    let own = major_of(&database).await;
    if own < 18 {
        left_out("it needs a table that older versions do not take");
        return;
    }
    let Some(other) = nearest(own, |major| major < own) else { return };
    let project = Project::with(&[("schema.yaml", &schema(&[own, other.major()], ""))])
        .variable("DATABASE_URL", &database.url())
        .variable(BINDIR_VARIABLE, other.bindir().to_str().unwrap());
    project.keel("gen first").done();
    project.keel("migrate").done();
    database.execute("CREATE TABLE others (a bigint REFERENCES a, b bigint GENERATED ALWAYS AS (1) VIRTUAL)").await;
    project.write("schema.yaml", &schema(&[own, other.major()], "      total: integer?\n"));
    project.keel("gen").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    let unproved = format!("not proved with column public.others.b there on PostgreSQL {}", other.major());
    assert!(up.contains(&unproved), "{up}");
}

#[tokio::test]
async fn the_reference_project_is_whole_on_either_side_of_a_change_of_names() {
    let database = TestDatabase::create().await;
    let own = major_of(&database).await;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let project = Project::empty().variable("DATABASE_URL", &database.url());
    for name in ["schema.yaml", "migrations", "generated"] {
        let copied = std::process::Command::new("cp").arg("-r").arg(root.join(name)).arg(project.path(name)).status();
        assert!(copied.unwrap().success());
    }
    project.keel("migrate").done();
    project.keel("check").done();
    assert_eq!(project.keel("diff").done().stdout, "");
    let Some(other) = nearest(own, |major| (major >= 18) != (own >= 18)) else { return };
    let server = NativeServer::start(&other, Data::Temporary, &[]).unwrap();
    let url = server.url("postgres");
    project.run(&["migrate", "--database-url", &url]).done();
    project.run(&["check", "--database-url", &url]).done();
    assert_eq!(project.run(&["diff", "--database-url", &url]).done().stdout, "");
}
