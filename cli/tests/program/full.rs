//! A disk that is full: what to do is said
use std::fs::OpenOptions;
use std::process::Stdio;

use evenkeel_test_support::{TestDatabase, left_out};
use insta::assert_snapshot;

use crate::support::Project;

#[test]
fn where_the_result_goes() {
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else {
        left_out("this system has no /dev/full");
        return;
    };
    let project = Project::empty();
    let output = project.command(&["completions", "bash"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_snapshot!("full_output", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn of_a_server_while_the_schema_is_built_there() {
    let database = TestDatabase::create().await;
    // An index on it computes it at once, as the server finds no room at once.
    let sql = "CREATE FUNCTION full_disk(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN \
               RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$";
    database.execute(sql).await;
    let schema = "tables:
  a:
    columns: {id: {type: bigint, primary_key: true}}
    indexes: [{columns: [{expression: \"full_disk('a')\"}]}]
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    assert_snapshot!("full_server", project.keel("gen").neutral());
}
