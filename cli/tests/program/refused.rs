//! What only a server finds wrong with a schema file, shown where it stands in the file
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::Project;

const WRONG: &str = r#"types:
  short: {domain: text, checks: {ok: "length(value) < 'x'"}}

tables:
  member:
    columns:
      id: {type: bigint, primary_key: true}
      role: {type: text, default: {sql: "upper('x', )"}}
      age: {type: integer?, default: {sql: nope()}}
      double: {type: integer?, generated: "age * wrong"}
      triple: {type: integer?, generated: "age * * 3"}
    checks:
      unfinished: "role <> "
      unknown: "age > yonder"
      escaped: 'role <> ''x'' and nowhere'
      fine: "age > 0"
      folded: |
        age > 0
        and age < nothing
    indexes:
      - {name: misspelt, columns: [id], where: "rol = 'admin'"}
      - {name: lowered, columns: [{expression: "lowr(role)"}]}
      - {name: twice, columns: [role], where: "role = = 'admin'"}
"#;

#[tokio::test]
async fn everything_in_one_run_at_its_place() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", WRONG)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1));
    assert_snapshot!("refused_gen", run.neutral());
    assert_eq!(project.list("."), ["schema.yaml"]);
    for command in ["push", "export", "diff"] {
        assert_eq!(project.keel(command).stderr, run.stderr, "{command}");
    }
    let check = project.keel("check --output json").json();
    assert_eq!(check["status"], "finding");
    let findings = check["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "server");
    let places: Vec<_> = findings.map(|finding| &finding["place"]).collect();
    assert_eq!(places.len(), 12);
    assert!(places.iter().all(|place| place["line"].is_number()), "{places:?}");
}

#[tokio::test]
async fn what_fails_only_together_is_told_by_its_constraint() {
    let database = TestDatabase::create().await;
    let schema = "tables:\n  a:\n    columns:\n      id: {type: text, primary_key: true}\n  b:\n    columns:\n      \
                  id: {type: bigint, primary_key: true}\n      aId: {type: bigint, references: a.id}\n";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    // Since version 18 the server says which column is whose.
    let run = project.keel("gen").neutral();
    let run = run.replace(" of the referencing table", "").replace(" of the referenced table", "");
    assert_snapshot!("refused_foreign_key", run);
}

#[tokio::test]
async fn a_server_that_the_file_is_not_for_is_refused() {
    let database = TestDatabase::create().await;
    let connection = database.connect().await;
    let own = connection.server_major();
    let other = if own == 14 { 15 } else { 14 };
    connection.close().await;
    let project = Project::with(&[("schema.yaml", &format!("postgres: {other}\ntables: {{}}\n"))])
        .variable("DATABASE_URL", &database.url());
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1), "{run}");
    let both = format!("for {own} too, write `postgres: [{}, {}]`", own.min(other), own.max(other));
    assert_snapshot!("refused_version", run.neutral().replace(&both, "for [own] too, write `postgres: [both]`"));
    project.write("schema.yaml", "postgres: 99\ntables: {}\n");
    assert_snapshot!("refused_unknown_version", project.keel("gen").neutral());
}

#[tokio::test]
async fn what_the_database_has_as_something_else_is_told() {
    let database = TestDatabase::create().await;
    let connection = database.connect().await;
    let sql =
        "CREATE TABLE \"Events\" (id bigint, at date) PARTITION BY RANGE (at); CREATE VIEW seen AS SELECT 1 AS id";
    connection.batch_execute(sql).await.unwrap();
    connection.close().await;
    let schema = "tables:
  events: {name: Events, columns: {id: bigint?, at: date?}}
  seen: {columns: {id: integer?}}
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("refused_occupied", run.neutral());
    for command in ["push", "diff"] {
        assert_eq!(project.keel(command).stderr, run.stderr, "{command}");
    }
}

#[tokio::test]
async fn what_is_missing_because_something_was_refused_is_not_told_again() {
    let database = TestDatabase::create().await;
    let schema = "extensions: [nosuch]
types:
  short: {domain: text, checks: {ok: \"length(value) < 'x'\"}}
tables:
  a:
    columns:
      id: {type: bigint, primary_key: true}
      d: {type: integer?, generated: wrong * 2, unique: true, comment: hello}
      s: short
      t: nosuch.thing
    indexes: [d, s]
    checks: {c: d > 1}
  b:
    columns:
      id: {type: bigint, primary_key: true}
      a_id: {type: bigint, references: a.id}
      d: {type: integer, references: a.d}
    indexes: [a_id]
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    let first = project.keel("gen").neutral();
    // What is said of the extension differs from version to version.
    let told: Vec<_> = first.lines().filter(|line| line.starts_with("error[")).collect();
    let [extension, domain] = told.as_slice() else { panic!("{first}") };
    assert!(extension.starts_with("error[server]: the server refuses extension nosuch: "), "{first}");
    assert_eq!(
        *domain,
        "error[server]: the server refuses type public.short: invalid input syntax for type integer: \"x\""
    );
    let schema = schema.replace("extensions: [nosuch]\n", "").replace("nosuch.thing", "text").replace("'x'", "3");
    project.write("schema.yaml", &schema);
    assert_snapshot!("refused_cause", project.keel("gen").neutral());
}

#[tokio::test]
async fn expressions_of_indexes_are_shown_where_they_are_wrong() {
    let database = TestDatabase::create().await;
    let schema = "tables:
  a:
    columns:
      id: {type: bigint, primary_key: true}
      role: text
    indexes:
      - {columns: [id, {expression: \"lower(role, )\"}]}
      - {columns: [{expression: upper(role) +}]}
      - {columns: [{expression: lower(role) role}], where: role <> ''}
      - {columns: [role], where: \"role = = 'x'\"}
      - columns:
          - expression: role || 'a' 'b'
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    assert_snapshot!("refused_indexes", project.keel("gen").neutral());
}

#[tokio::test]
async fn conditions_are_shown_where_they_are_wrong() {
    let schema = r#"types:
  short: {domain: text, checks: {a: {sql: "value <> '' and lengthy(value) < 3"}}}
tables:
  t:
    columns:
      id: {type: bigint, primary_key: true}
      n: integer
      g: {type: integer, generated: n + twice(n)}
      d: {type: integer, default: {sql: 1 + thrice(1)}}
    checks:
      plain: n > 3 and plain(n)
      folded: >-
        n > 3
        and folded(n)
      literal: |
        n > 3
        and literal(n)
      quoted: "n > 3
        and quoted(n)"
      operator: n > 3 and n +* 2 > 3
      types: n > 3 and n > now()
"#;
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    assert_snapshot!("refused_conditions", project.keel("gen").neutral());
}

#[tokio::test]
async fn a_rename_between_two_things_is_shown_at_its_place() {
    let database = TestDatabase::create().await;
    let connection = database.connect().await;
    let sql = "CREATE TABLE a (id bigint PRIMARY KEY, role text, title text); CREATE TABLE old (id bigint);
        CREATE TYPE mood AS ENUM ('sad', 'bad')";
    connection.batch_execute(sql).await.unwrap();
    connection.close().await;
    let schema = "types: {mood: {enum: [{value: bad, renamed_from: sad}]}}
tables:
  a:
    renamed_from: [older, old]
    columns:
      id: {type: bigint, primary_key: true}
      title: {type: text?, renamed_from: role}
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    assert_snapshot!("refused_rename", project.keel("push").neutral());
}

#[tokio::test]
async fn a_name_that_the_server_does_not_know_is_shown_where_it_stands() {
    let database = TestDatabase::create().await;
    let schema = "types:
  pair: {composite: {left: {type: text, collation: xx_left}}}
  word: {domain: text, collation: xx_word}
tables:
  a:
    columns:
      id: {type: bigint, primary_key: true}
      name: {type: text, collation: xx_name}
    indexes: [id]
  b:
    columns:
      id: {type: bigint, primary_key: true}
      aId: {type: bigint, references: a.id}
    with: {fillfactor: 70, nonsense: 1}
  c:
    columns:
      id: {type: bigint, primary_key: true}
      name: {type: text, unique: {with: {fillfactor: 7}}}
    indexes:
      - {columns: [{column: name, collation: xx_index}]}
      - {columns: [id, {column: name, operator_class: xx_ops}]}
      - {columns: [name], method: xx_method}
      - {columns: [name], with: {fillfactor: 70, nonsense: 1}}
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    assert_snapshot!("refused_names", project.keel("gen").neutral());
}

#[tokio::test]
async fn generated_columns_do_not_refer_to_each_other() {
    let database = TestDatabase::create().await;
    let schema = "tables:
  a:
    columns:
      g: {type: integer?, generated: h + 1}
      h: {type: integer?, generated: g + 1}
      i: {type: integer?, generated: h}
      j: {type: integer?, generated: k}
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    assert_snapshot!("refused_generated", project.keel("gen").neutral());
}

#[tokio::test]
async fn a_plan_that_fails_is_no_file_to_mend() {
    let database = TestDatabase::create().await;
    let schema = "tables: {a: {columns: {id: {type: bigint, primary_key: true}, n: integer?}}}\n";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    project.keel("push").done();
    project.write("schema.yaml", &schema.replace("integer?", "{type: bigint?, using: nope(n)}"));
    let run = project.keel("push");
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains("function nope(integer) does not exist"), "{run}");
    assert!(!run.stderr.contains("up.sql:") && !run.stderr.contains("mend the file"), "{run}");
}

#[tokio::test]
async fn a_condition_may_speak_of_the_whole_of_a_renamed_table() {
    let database = TestDatabase::create().await;
    let schema = "tables: {one: {columns: {id: {type: bigint, primary_key: true}, a: integer?}}}\n";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    project.keel("push").done();
    let (columns, rename) = ("{columns: {id: {type: bigint, primary_key: true}, a: integer?}", "renamed_from: one");
    let checks = "{whole: two is not null, own: \"tableoid = 'public.two'::regclass or a > 0\"}";
    project.write("schema.yaml", &format!("tables: {{two: {columns}, {rename}, checks: {checks}}}}}\n"));
    project.keel("push").done();
}

#[tokio::test]
async fn what_is_wrong_without_a_server_is_told_with_what_a_server_finds() {
    let database = TestDatabase::create().await;
    let schema = "tables:
  a:
    columns:
      id: {type: bigint, primary_key: true}
      role: {type: text, default: {sql: \"upper('x'\"}}
      age: {type: integer, default: many}
      twice: {type: integer, generated: age * * 2}
    checks:
      open: \"role <> 'x\"
      unknown: yonder > 0
    indexes:
      - {columns: [role], where: \"rol = 'x'\"}
      - {columns: [role], where: \"role = 'x';\"}
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("refused_with_and_without_a_server", run.neutral());
    for command in ["push", "export", "diff"] {
        assert_eq!(project.keel(command).stderr, run.stderr, "{command}");
    }
    let document = project.keel("check --output json").json();
    assert_eq!(document["findings"].as_array().unwrap().len(), 7, "{document}");
    let document = project.keel("check --static --output json").json();
    assert_eq!(document["findings"].as_array().unwrap().len(), 4, "{document}");

    // Where there is no server, what is known without one is told.
    let alone = project.keel("gen --database-url postgres://127.0.0.1:1/x");
    assert_eq!(alone.stderr.matches("error[").count(), 4, "{alone}");
    // What other things hang on is told alone: what a server says of the rest may be its fault.
    project.write("schema.yaml", &schema.replace("id: {type: bigint", "id: {type: bigin"));
    let other = project.keel("gen");
    assert!(!other.stderr.contains("error[server]"), "{other}");
}

#[tokio::test]
async fn a_compression_that_the_server_lacks_is_refused_at_its_place() {
    let database = TestDatabase::create().await;
    let connection = database.connect().await;
    let known = "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'";
    let has_lz4: bool = connection.query_one(known, &[]).await.unwrap().get(0);
    connection.close().await;
    if has_lz4 {
        evenkeel_test_support::left_out("this server was built with lz4, so it refuses none");
        return;
    }
    let schema = "tables:
  page:
    columns:
      id: {type: bigint, primary_key: true}
      title: {type: text, compression: pglz}
      body: {type: text, compression: lz4}
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    // What the server advises is another thing in each version.
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1), "{run}");
    let place = "compression method lz4 not supported\n --> schema.yaml:6:39\n";
    assert!(run.stderr.contains(place) && run.stderr.matches("error[").count() == 1, "{run}");
}

#[tokio::test]
async fn quotes_of_a_typesetter_are_told() {
    let database = TestDatabase::create().await;
    let schema = "tables:
  a:
    columns:
      id: {type: bigint, primary_key: true}
      role: {type: text, default: {sql: ‘x’}}
      name: {type: text, default: {sql: \"lower(“Ada”)\"}}
      fine: {type: text, default: {sql: \"lower('‘Ada’')\"}}
    checks: {known: role <> ’y’}
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    assert_snapshot!("refused_typographic", project.keel("gen").neutral());
}
