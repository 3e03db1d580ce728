//! Renames in `keel gen`, each together with something else: the proof knows both names
use evenkeel_test_support::TestDatabase;

use crate::support::Project;

/// What `gen` writes for the way from one schema file to another, which is applied and green.
async fn renamed(before: &str, after: &str) -> String {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", before)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    project.write("schema.yaml", after);
    project.keel("fmt").done();
    project.keel("gen second").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    project.keel("migrate").done();
    project.keel("check").done();
    up
}

/// Sample rows were in all tables.
fn assert_proved_with_rows(up: &str) {
    assert!(up.contains("held sample rows"), "{up}");
    assert!(!up.contains("with rows in"), "{up}");
}

#[tokio::test]
async fn a_label_gets_another_name_wherever_values_hold_it() {
    let schema = |label: &str| {
        format!(
            "types:
  mood: {{enum: [{label}, ok, happy]}}
  steady: {{domain: mood}}
  day: {{composite: {{morning: mood, evening: steady}}}}
tables:
  person:
    columns:
      id: {{type: bigint, primary_key: true}}
      m: mood
      moods: mood[]
      s: steady
      d: day?
"
        )
    };
    let up = renamed(&schema("sad"), &schema("{value: bad, renamed_from: sad}")).await;
    assert_proved_with_rows(&up);
    assert!(up.contains("RENAME VALUE 'sad' TO 'bad'"), "{up}");

    // And where the type has another name as well.
    let after = schema("{value: bad, renamed_from: sad}").replace("mood: {", "feeling: {renamed_from: mood, ");
    let after = after.replace(": mood", ": feeling").replace("renamed_from: feeling", "renamed_from: mood");
    assert_proved_with_rows(&renamed(&schema("sad"), &after).await);
}

#[tokio::test]
async fn a_renamed_table_is_changed_in_later_transactions() {
    let before = "tables:
  person:
    columns:
      id: {type: bigint, primary_key: true}
      name: text
";
    let after = "tables:
  human:
    renamed_from: person
    columns:
      id: {type: bigint, primary_key: true}
      name: {type: text, unique: true}
    checks: {named: name <> ''}
";
    let up = renamed(before, after).await;
    assert_proved_with_rows(&up);
    // What is locked goes by one name, whether or not it could be observed.
    assert!(!up.contains(" on public.human ("), "{up}");
}

#[tokio::test]
async fn a_table_in_another_schema_is_changed_in_later_transactions() {
    let before = "schemas: {old: {}}
tables:
  old.person:
    columns:
      id: {type: bigint, primary_key: true}
      name: text
";
    let moved = "schemas: {new: {}, old: {}}
tables:
  new.human:
    renamed_from: old.person
    columns:
      id: {type: bigint, primary_key: true}
      name: {type: text, unique: true}
";
    assert_proved_with_rows(&renamed(before, moved).await);
    let whole = "schemas: {new: {renamed_from: old}}
tables:
  new.person:
    columns:
      id: {type: bigint, primary_key: true}
      name: {type: text, unique: true}
";
    assert_proved_with_rows(&renamed(before, whole).await);
}

#[tokio::test]
async fn a_renamed_column_of_a_renamed_table_gets_another_type() {
    let schema = |name: &str, column: &str| {
        format!("tables:\n  {name}\n    columns:\n      id: {{type: bigint, primary_key: true}}\n      {column}\n")
    };
    let before = schema("person:", "since: date");
    let after = schema("human:\n    renamed_from: person", "since: timestamp");
    assert_proved_with_rows(&renamed(&before, &after).await);
    let after = schema("human:\n    renamed_from: person", "joined: {type: timestamp, renamed_from: since}");
    assert_proved_with_rows(&renamed(&before, &after).await);
}

#[tokio::test]
async fn a_renamed_column_that_is_required_is_proved_with_rows() {
    let schema = |name: &str, column: &str| {
        format!("tables:\n  {name}\n    columns:\n      id: {{type: bigint, primary_key: true}}\n      {column}\n")
    };
    let before = schema("person:", "name: text");
    let after = schema("person:", "title: {type: text, renamed_from: name}");
    assert_proved_with_rows(&renamed(&before, &after).await);
    // One that becomes required has no NULL among its sample rows.
    let before = schema("person:", "name: text?");
    let after = schema("human:\n    renamed_from: person", "title: {type: text, renamed_from: name}");
    assert_proved_with_rows(&renamed(&before, &after).await);
}

#[tokio::test]
async fn a_table_gets_another_name_with_its_schema() {
    let table = |name: &str, id: &str| format!("{name}, columns: {{id: {{type: {id}, primary_key: true}}}}}}\n");
    let before = format!("schemas: [old]\ntables:\n  person: {}", table("{schema: old", "int"));
    let schemas = "schemas: {new: {renamed_from: old}}\ntables:\n  human: ";
    for from in ["person", "{name: person, schema: old}"] {
        for id in ["int", "bigint"] {
            let after = format!("{schemas}{}", table(&format!("{{schema: new, renamed_from: {from}"), id));
            let up = renamed(&before, &after).await;
            assert!(up.contains("ALTER SCHEMA old RENAME TO new"), "{up}");
        }
    }
}

#[tokio::test]
async fn rows_in_the_way_are_found_before_anything_has_another_name() {
    let before = "types:
  mood: {enum: [sad, ok]}
tables:
  home:
    columns:
      id: {type: bigint, primary_key: true}
  person:
    columns:
      id: {type: bigint, primary_key: true}
      name: text?
      age: integer
      m: mood
      homeId: bigint
";
    let after = "types:
  mood: {enum: [{value: bad, renamed_from: sad}, ok]}
tables:
  house:
    renamed_from: home
    columns:
      number: {type: bigint, primary_key: true, renamed_from: id}
  human:
    renamed_from: person
    columns:
      id: {type: bigint, primary_key: true}
      title: {type: text, renamed_from: name}
      years: {type: integer, renamed_from: age}
      m: mood
      houseId: {type: bigint, renamed_from: homeId, references: house.number}
    checks:
      grown: years > 17 or title = ''
      content: m <> 'bad'
    indexes:
      - {name: one_title, columns: [{expression: lower(title)}], unique: true}
";
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", before)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    project.write("schema.yaml", after);
    project.keel("gen second").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    // The condition would have to name a label that is not there yet.
    assert!(up.contains("not asked in advance, since its text has names that come with this migration"), "{up}");
    for (row, words) in [
        ("(1, NULL, 18, 'ok', 1)", "rows of public.person have NULL in name, which is to be NOT NULL: 1"),
        ("(1, 'a', 17, 'ok', 1)", "rows of public.person break the constraint grown, which is to hold: 1"),
        ("(1, 'a', 18, 'ok', 2)", "rows of public.person refer to none of public.home by the foreign key"),
        ("(1, 'a', 18, 'ok', 1), (2, 'A', 18, 'ok', 1)", "rows of public.person are equal in (lower(title))"),
    ] {
        let connection = database.connect().await;
        let rows = format!("TRUNCATE person, home; INSERT INTO home VALUES (1); INSERT INTO person VALUES {row}");
        connection.batch_execute(&rows).await.unwrap();
        connection.close().await;
        let run = project.keel("migrate");
        assert_eq!(run.status, Some(1));
        assert!(run.stderr.contains(words), "{}", run.stderr);
    }
    let connection = database.connect().await;
    connection.batch_execute("TRUNCATE person").await.unwrap();
    connection.close().await;
    project.keel("migrate").done();
    project.keel("check").done();
}

#[tokio::test]
async fn another_tables_column_of_the_old_name_changes_in_the_same_plan() {
    let before = "tables:
  author:
    columns:
      id: {type: bigint, primary_key: true}
      name: text
  book:
    columns:
      id: {type: bigint, primary_key: true}
      name: varchar(20)
";
    let after = "tables:
  author:
    columns:
      id: {type: bigint, primary_key: true}
      title: {type: text, renamed_from: name}
  book:
    columns:
      id: {type: bigint, primary_key: true}
      name: {type: varchar(40)?, default: none}
";
    let up = renamed(before, after).await;
    assert_proved_with_rows(&up);
    for change in [
        "ALTER TABLE public.author RENAME COLUMN name TO title",
        "ALTER TABLE public.book ALTER COLUMN name TYPE character varying(40)",
        "ALTER TABLE public.book ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE public.book ALTER COLUMN name SET DEFAULT",
    ] {
        assert!(up.contains(change), "{change} is not in\n{up}");
    }
}

#[tokio::test]
async fn a_renamed_table_is_locked_under_one_name() {
    let before = "tables:
  person: {columns: {id: {type: bigint, primary_key: true}, age: text}}
  other: {columns: {id: {type: bigint, primary_key: true}}}
";
    let after = "tables:
  human: {renamed_from: person, columns: {id: {type: bigint, primary_key: true}, age: {type: text, storage: main}}}
  other: {columns: {id: {type: bigint, primary_key: true}, b: text?}}
";
    let up = renamed(before, after).await;
    let held: Vec<_> = up.lines().filter(|line| line.contains("locks held together")).collect();
    assert!(matches!(held.as_slice(), [line] if line.contains("public.human, public.other,")), "{up}");
    assert!(!held.concat().contains("public.person"), "{up}");
}

/// What differs in nothing but its name is built anew where nobody says that it is renamed: that is told, with what to write.
#[tokio::test]
async fn what_is_made_anew_for_its_name_alone_is_told() {
    const SCHEMA: &str = "\
tables:
  boat:
    columns:
      id: {type: bigint, primary_key: true}
      ownerId: {type: bigint, references: {table: owner, column: id, name: old_reference}}
  owner:
    columns:
      id: {type: bigint, primary_key: true}
      code: text
      mail: text
      note: text
    unique: [{columns: [mail], name: old_key}]
    indexes:
      - {columns: [code], name: old_index}
      - {columns: [note], name: old_twin}
    checks: {old_check: {sql: length(code) < 9}}
";
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    project.keel("fmt").done();
    project.keel("gen first").done();
    project.keel("migrate").done();

    // Of two that are alike nobody knows which one was meant.
    let twins = "{columns: [note], name: new_twin}\n      - {columns: [note], name: newer_twin}";
    let renamed = SCHEMA.replace("{columns: [note], name: old_twin}", twins).replace("name: old_", "name: new_");
    let renamed = renamed.replace("old_check: {", "new_check: {");
    project.write("schema.yaml", &renamed);
    let run = project.keel("gen second --dry-run");
    for (object, old) in [
        ("constraint new_reference on public.boat", "old_reference"),
        ("constraint new_key on public.owner", "old_key"),
        ("constraint new_check on public.owner", "old_check"),
        ("index public.new_index", "old_index"),
    ] {
        let told = format!("{object} is what {old} was, under another name; `renamed_from: {old}`");
        assert!(run.stderr.contains(&told), "{told}: {run}");
    }
    assert!(!run.stderr.contains("is what old_twin was"), "{run}");

    let declared = ["reference", "key", "index"].iter().fold(renamed, |text, part| {
        text.replace(&format!("name: new_{part}"), &format!("name: new_{part}, renamed_from: old_{part}"))
    });
    project.write("schema.yaml", &declared.replace("new_check: {", "new_check: {renamed_from: old_check, "));
    let run = project.keel("gen second").done();
    assert!(!run.stderr.contains("under another name"), "{run}");
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert_eq!(up.matches(" RENAME ").count(), 4, "{up}");
}
