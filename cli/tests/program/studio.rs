//! `keel studio` from the command line
#![cfg(unix)]
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use evenkeel_test_support::TestDatabase;

use crate::support::Project;

/// Starts the studio and gives the process with the address that it printed.
fn start(project: &Project, words: &[&str]) -> (Child, String) {
    let mut child = project.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim_end().to_owned())
}

fn interrupt(child: Child) -> (Option<i32>, String) {
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// The status of an answer, and what comes after its head.
fn post(port: &str, path: &str, headers: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let text = format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

/// Opens the studio at its address: the port, and what the page shows first.
fn overview(url: &str) -> (&str, serde_json::Value) {
    let (port, token) = url.strip_prefix("http://127.0.0.1:").unwrap().split_once("/#token=").unwrap();
    let (head, body) = post(port, "/session", "", &format!("{{\"token\": \"{token}\"}}"));
    assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{body}");
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap().split(';').next().unwrap();
    let tab: serde_json::Value = serde_json::from_str(&body).unwrap();
    let headers = format!("Cookie: {cookie}\r\nX-Keel-Tab: {}\r\n", tab["tab"].as_str().unwrap());
    let (_, body) = post(port, "/api/overview", &headers, "{}");
    (port, serde_json::from_str(&body).unwrap())
}

/// What opens files on a desktop, in a folder of its own: it notes with what it was started, and what the file says.
const OPENER: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$NOTES.arguments\"\nstat -c %a \"$1\" >\"$NOTES.mode\"\n\
                      cat \"$1\" >\"$NOTES.part\" && mv \"$NOTES.part\" \"$NOTES\"\n";

#[tokio::test]
#[cfg(target_os = "linux")]
async fn it_opens_a_browser_without_showing_the_token_to_other_users() {
    use std::os::unix::fs::PermissionsExt as _;
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().unwrap();
    let opener = folder.path().join("xdg-open");
    std::fs::write(&opener, OPENER).unwrap();
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
    let notes = folder.path().join("notes");
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let project = Project::with(&[])
        .variable("PATH", &path)
        .variable("NOTES", notes.to_str().unwrap())
        .variable("DATABASE_URL", &database.url());
    let (child, url) = start(&project, &["studio"]);
    for _ in 0..100 {
        if notes.exists() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let noted = |end: &str| std::fs::read_to_string(format!("{}{end}", notes.display())).unwrap();
    let token = url.split_once("#token=").unwrap().1;
    // No page but this file knows the way by which another site gets in.
    let (origin, _) = url.split_once("#token=").unwrap();
    let way = noted("").split_once("url=").unwrap().1.split_once('"').unwrap().0.to_owned();
    let word = way.strip_prefix(&format!("{origin}?open=")).unwrap().strip_suffix(&format!("#token={token}"));
    assert_eq!(word.map(str::len), Some(64), "{way}");
    let arguments = noted(".arguments");
    assert!(!arguments.contains(token), "{arguments}");
    assert_eq!(noted(".mode").trim(), "600");
    let (status, words) = interrupt(child);
    assert_eq!(status, Some(0), "{words}");
    assert!(!std::path::Path::new(arguments.trim()).exists(), "{arguments}");
}

#[tokio::test]
async fn it_prints_its_address_answers_and_stops_at_ctrl_c() {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE ship (id int PRIMARY KEY)").await;
    let project = Project::with(&[
        ("schema.yaml", "tables:\n  ship: {group: Fleet, columns: {id: {type: int, primary_key: true}}}\n"),
        (
            "keel.toml",
            "environment = 'production'\n[studio]\nstatement_timeout = '5min'\n[environments.production]\ndatabase_url = '${URL}'\nprotected = true\n",
        ),
    ])
    .variable("URL", &database.url());
    let (child, url) = start(&project, &["studio", "--no-open"]);
    let (port, overview) = overview(&url);
    assert_eq!(overview["statementLimit"], 300_000);
    assert_eq!(overview["relations"][0]["group"], "Fleet");
    assert_eq!(overview["environment"], "production");
    assert_eq!(overview["readOnly"], "guarded");

    // A second one takes the next port.
    let (second, other) = start(&project, &["studio", "--no-open", "--port", port, "--statement-timeout", "off"]);
    assert_eq!(self::overview(&other).1["statementLimit"], serde_json::Value::Null);
    assert!(!other.starts_with(&format!("http://127.0.0.1:{port}/")), "{other}");
    for child in [second, child] {
        let (status, words) = interrupt(child);
        assert_eq!(status, Some(0), "{words}");
        assert!(words.contains("stopped the studio on port"), "{words}");
        assert!(words.contains("read-only"), "{words}");
    }
    assert!(TcpStream::connect(format!("127.0.0.1:{port}")).is_err());
}
