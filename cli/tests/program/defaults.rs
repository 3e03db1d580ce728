//! Defaults that a server judges
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::Project;

#[tokio::test]
async fn a_default_that_its_type_does_not_take_is_refused_at_its_place() {
    let database = TestDatabase::create().await;
    let schema = "types:
  positive: {domain: integer, checks: {sign: value > 0}}
  filled: {domain: 'text[]', checks: {some: cardinality(value) > 0}}
  given: {domain: text, not_null: true}
  own: {domain: integer, default: 0, checks: {sign: value > 0}}
  above: {domain: positive, checks: {large: value > 10}}
tables:
  a:
    columns:
      id: {type: bigint, primary_key: true}
      count: {type: positive, default: -1}
      tags: {type: filled, default: []}
      name: {type: given, default: {sql: \"null\"}}
      many: {type: 'positive[]', default: [1, 0]}
      high: {type: above, default: {sql: 2 + 2}}
      code: {type: varchar(3), default: {sql: \"'ab' || 'cd'\"}}
      ratio: {type: 'numeric(3,2)', default: {sql: 9 * 9}}
      fine: {type: positive, default: 1}
      tenant: {type: positive, default: {sql: \"current_setting('app.tenant')::integer\"}}
      number: {type: positive, default: {sql: random()::integer}}
    checks: {unknown: age > 0}
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("refused_defaults", run.neutral());
    for command in ["push", "export", "diff"] {
        assert_eq!(project.keel(command).stderr, run.stderr, "{command}");
    }
    // What its conditions say of a default that stays is asked anew.
    let schema = "types:
  size: {domain: integer, checks: {sign: value > 0}}
tables: {a: {columns: {size: {type: size, default: 5}}}}
";
    project.write("schema.yaml", schema);
    project.keel("push").done();
    project.write("schema.yaml", &schema.replace("value > 0", "value > 9"));
    let run = project.keel("push");
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains("schema.yaml:3:52"), "{run}");
}

#[tokio::test]
async fn a_default_that_a_server_has_taken_is_not_refused() {
    let database = TestDatabase::create().await;
    let client = database.connect().await;
    let sql = "CREATE DOMAIN required AS text DEFAULT '' CHECK (value <> '');
        CREATE TABLE a (id bigint PRIMARY KEY, name required NOT NULL, code varchar(2) DEFAULT 'none')";
    client.batch_execute(sql).await.unwrap();
    client.close().await;
    let project = Project::empty().variable("DATABASE_URL", &database.url());
    project.keel("pull -o schema.yaml").done();
    let run = project.keel("check");
    assert!(!run.stderr.contains("error[server]"), "{run}");
    project.keel("diff").done();
    project.keel("gen first --from migrations").done();
}

#[tokio::test]
async fn a_default_is_not_held_against_rows_that_are_elsewhere() {
    let database = TestDatabase::create().await;
    let client = database.connect().await;
    let sql = "CREATE TABLE known (code text); INSERT INTO known VALUES ('de');
        CREATE FUNCTION is_known(code text) RETURNS boolean STABLE LANGUAGE plpgsql
            AS 'BEGIN RETURN EXISTS (SELECT FROM public.known AS k WHERE k.code = $1); END'";
    client.batch_execute(sql).await.unwrap();
    client.close().await;
    let schema = "types: {country: {domain: text, checks: {known: \"public.is_known(value)\"}}}
tables:
  known: {columns: {code: text?}}
  a: {columns: {id: {type: bigint, primary_key: true}, country: {type: country, default: de}}}
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("diff");
    assert!(!run.stderr.contains("error"), "{run}");
}
