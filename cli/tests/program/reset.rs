//! keel reset, and servers of keel's own
use std::process::Stdio;

use insta::assert_snapshot;

use crate::support::Project;

/// The server that this build has.
const SERVER: &str = if cfg!(feature = "embedded") { "embedded" } else { "local" };

fn project() -> Project {
    Project::with(&[
        ("schema.yaml", "tables: {}\n"),
        ("migrations/20260101000000_people/up.sql", "CREATE TABLE person (id bigint PRIMARY KEY);\n"),
    ])
}

#[test]
fn a_server_of_ones_own_is_started_anew() {
    let project = project();
    let migrated = project.keel(&format!("migrate --server {SERVER}")).done();
    assert!(migrated.stderr.contains("PostgreSQL") && migrated.stderr.contains("has 1 table\n"), "{migrated}");
    project.write("migrations/20260101000000_people/up.sql", "CREATE TABLE human (id bigint PRIMARY KEY);\n");
    assert_eq!(project.keel(&format!("migrate --server {SERVER}")).status, Some(1));

    assert_snapshot!("reset_unconfirmed", project.keel(&format!("reset --server {SERVER}")));
    let reset = project.keel(&format!("reset --yes --server {SERVER} --output json")).json();
    assert_eq!(reset["removed"], true);
    assert_eq!(reset["applied"][0]["name"], "people");
    assert_eq!(reset["tables"], 1);
}

#[test]
fn gen_says_what_it_applies_there_first() {
    let project = project();
    project.write("schema.yaml", "tables: {person: {columns: {id: {type: bigint, primary_key: true}}}}\n");
    let applied = project.keel(&format!("gen --server {SERVER}")).done();
    assert_snapshot!("gen_applies", applied.neutral());
    assert_eq!(project.keel(&format!("gen --server {SERVER} --output json")).json()["applied"], serde_json::json!([]));

    project.write("migrations/20260102000000_more/up.sql", "CREATE TABLE animal (id bigint);\n");
    let document = project.keel(&format!("gen --server {SERVER} --output json")).json();
    assert_eq!(document["status"], "error", "the table would be dropped: {document}");
    assert_eq!(document["error"]["details"]["applied"][0]["name"], "more", "{document}");
}

#[test]
fn several_keels_at_once_have_one_server() {
    let project = project();
    let schema = "tables:\n  person: {columns: {id: {type: bigint, primary_key: true}, name: text?}}\n";
    project.write("schema.yaml", schema);
    let run = |line: &str| {
        let words: Vec<_> = line.split_whitespace().chain(["--server", SERVER]).collect();
        project.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    // `gen --dry-run` applies nothing, so it takes part only where the migration is applied, whoever comes first.
    let unapplied: &[&str] = &["migrate", "migrate status", "migrate", "migrate status", "migrate"];
    let applied: &[&str] = &["migrate", "migrate status", "migrate", "gen --dry-run", "migrate"];
    for lines in [unapplied, applied, applied] {
        let all: Vec<_> = lines.iter().map(|line| (line, run(line))).collect();
        for (line, one) in all {
            let output = one.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{line}: {said}");
        }
    }
    let status = project.keel(&format!("migrate status --server {SERVER} --output json")).done().json();
    assert_eq!(status["migrations"][0]["state"]["state"], "applied", "{status}");
}

#[test]
fn the_server_of_somebody_else_is_left_alone() {
    let project = project().variable("DATABASE_URL", "postgres://127.0.0.1:1/app");
    assert_snapshot!("reset_of_a_url", project.keel("reset --yes"));
}

#[cfg(not(feature = "embedded"))]
#[test]
fn a_build_without_the_embedded_server_says_so() {
    assert_snapshot!("no_embedded_server", project().keel("migrate"));
}
