//! SQL texts of a schema file: one expression each, which never leaves its place
use evenkeel_test_support::TestDatabase;

use crate::support::Project;

/// Files in which `TEXT` is to be an expression, and in the last ones another text that becomes SQL.
const PLACES: &[&str] = &[
    "tables: {a: {columns: {b: integer, c: {type: integer, default: {sql: TEXT}}}}}",
    "tables: {a: {columns: {b: integer, c: {type: integer, generated: TEXT}}}}",
    "tables: {a: {columns: {b: integer, c: {type: integer, using: TEXT}}}}",
    "tables: {a: {columns: {b: integer}, checks: {d: TEXT}}}",
    "tables: {a: {columns: {b: integer}, checks: [{sql: TEXT, not_valid: true}]}}",
    "tables: {a: {columns: {b: integer}, indexes: [{columns: [b], where: TEXT}]}}",
    "tables: {a: {columns: {b: integer}, indexes: [{columns: [{expression: TEXT}]}]}}",
    "tables: {a: {columns: {b: int4range}, exclusions: [{columns: [{column: b, operator: '&&'}], where: TEXT}]}}",
    "tables: {a: {columns: {b: int4range}, exclusions: [{columns: [{expression: TEXT, operator: '&&'}]}]}}",
    "types: {a: {domain: integer, default: {sql: TEXT}}}\ntables: {a: {columns: {b: integer}}}",
    "types: {a: {domain: integer, checks: {d: TEXT}}}\ntables: {a: {columns: {b: integer}}}",
    "tables: {a: {columns: {b: int4range}, exclusions: [{columns: [{column: b, operator: TEXT}]}]}}",
    "tables: {a: {columns: {b: integer}, with: {TEXT: 1}}}",
    "extensions: [postgis]\ntables: {a: {columns: {b: {type: TEXT}}}}",
    "extensions: [postgis]\ntables: {a: {columns: {b: {type: 'geometry(\"TEXT\")', nullable: true}}}}",
    "tables: {a: {columns: {b: {type: text, collation: TEXT}}}}",
    "tables: {a: {columns: {b: integer}, indexes: [{columns: [{column: b, operator_class: TEXT}]}]}}",
    "tables: {a: {columns: {b: integer}, indexes: [{columns: [b], method: TEXT}]}}",
];

#[tokio::test]
async fn none_is_ever_a_statement() {
    let database = TestDatabase::create().await;
    let role = database.name().replace("test", "role");
    for place in PLACES {
        for attack in
            ["1; create role ROLE", "1); create role ROLE; --", "1)); create role ROLE; /*", "'; create role ROLE; --"]
        {
            let text = format!("\"{}\"", attack.replace("ROLE", &role));
            let schema = match place.contains("\"TEXT\"") {
                true => place.replace("\"TEXT\"", &attack.replace("ROLE", &role).replace('\'', "''")),
                false => place.replace("TEXT", &text),
            };
            let project = Project::with(&[("schema.yaml", &schema)]).variable("DATABASE_URL", &database.url());
            let run = project.keel("export");
            assert_eq!(run.status, Some(1), "{schema}: {run}");
            assert!(run.stderr.contains("schema.yaml:"), "{schema}: {run}");
        }
    }
    let connection = database.connect().await;
    let sql = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)";
    let made: bool = connection.query_one(sql, &[&role]).await.unwrap().get(0);
    connection.close().await;
    assert!(!made);
}

#[tokio::test]
async fn no_default_brings_more_than_itself() {
    let database = TestDatabase::create().await;
    let schema = "tables: {a: {columns: {b: {type: integer, default: {sql: 1 unique}}, c: boolean?}}}";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("export");
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains("schema.yaml:1:60"), "{run}");
}

const COMMENTED: &str = "
types:
  size: {domain: integer, default: {sql: \"1 -- one\"}, checks: {sign: \"value > 0 -- sign\"}}
tables:
  a:
    columns:
      b: {type: TYPE}
      c: {type: integer, default: {sql: \"2 -- two\"}}
      d: {type: integer, generated: \"c + 1 -- three\"}
      e: int4range
      f: size
    checks:
      block: |
        c <> 0 -- not empty
      pending: {sql: \"c > 0 -- above\", not_valid: true}
    indexes:
      - {columns: [{expression: \"c + 1 -- next\"}, b], where: \"c > 0 -- above\"}
    exclusions:
      - {columns: [{expression: \"e -- range\", operator: '&&'}], where: \"c > 0 -- above\"}
";

#[tokio::test]
async fn a_comment_may_end_any_of_them() {
    let database = TestDatabase::create().await;
    let schema = COMMENTED.replace("TYPE", "text");
    let project = Project::with(&[("schema.yaml", &schema)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("push");
    assert_eq!(run.status, Some(0), "{run}");
    let run = project.keel("diff");
    assert_eq!((run.status, run.stdout.contains("ALTER")), (Some(0), false), "{run}");
    project.write("schema.yaml", &COMMENTED.replace("TYPE", "integer, using: \"b::integer -- number\""));
    let run = project.keel("push --allow destructive");
    assert_eq!(run.status, Some(0), "{run}");
}
