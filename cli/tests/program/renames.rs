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
