//! Where nobody is there to answer, no command waits for an answer
use std::process::Stdio;
use std::time::{Duration, Instant};

use evenkeel_test_support::TestDatabase;

use crate::support::{Project, Run};

const SCHEMA: &str = "tables:
  a:
    columns:
      id: {type: bigint, primary_key: true}
      name: text
";

/// How long a command may take that has nothing to wait for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs the program with a standard input that says nothing: one that has ended, or one that stays open.
fn unattended(project: &Project, line: &str, ended: bool) -> Run {
    let words: Vec<_> = line.split_whitespace().collect();
    let mut command = project.command(&words);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    if !ended {
        command.stdin(Stdio::piped());
    }
    let mut child = command.spawn().unwrap();
    let held = child.stdin.take();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("keel {line} waits");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(held);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// That a command is refused, in either form and whatever its standard input is, and what it advises.
fn assert_refused(project: &Project, line: &str, code: &str, help: &str) {
    for ended in [true, false] {
        let run = unattended(project, line, ended);
        assert_eq!(run.status, Some(1), "keel {line}: {run}");
        assert_eq!(run.stdout, "", "keel {line}");
        assert!(run.stderr.starts_with("error: ") && run.stderr.contains(help), "keel {line}: {run}");
        let run = unattended(project, &format!("{line} --output json"), ended);
        assert_eq!(run.status, Some(1), "keel {line}: {run}");
        let document = run.json();
        assert_eq!(document["status"], "error", "keel {line}: {document}");
        assert_eq!(document["error"]["code"], code, "keel {line}: {document}");
        assert!(document["error"]["help"].as_str().unwrap().contains(help), "keel {line}: {document}");
    }
}

#[tokio::test]
async fn what_would_be_asked_is_refused() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    project.write("schema.yaml", &SCHEMA.replace("      name: text\n", ""));
    let allow = "--allow destructive";
    for line in ["gen", "push", "migrate down"] {
        assert_refused(&project, line, "destructive", allow);
    }
    assert_eq!(project.list("migrations").len(), 1, "nothing was written");
    let connection = database.connect().await;
    connection.batch_execute("SELECT name FROM a").await.unwrap();
    connection.close().await;
}

#[test]
fn the_data_of_a_server_stays_where_nobody_says_that_it_may_go() {
    let project = Project::with(&[("schema.yaml", SCHEMA), (".keel/data/kept", "")]);
    assert_refused(&project, "reset --server local", "unconfirmed", "--yes");
    assert_eq!(project.list(".keel/data"), ["kept"]);
}
