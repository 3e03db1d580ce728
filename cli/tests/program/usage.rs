//! What the program says of itself, and of arguments that it does not understand.

use crate::support::Project;
use insta::assert_snapshot;

#[test]
fn help() {
    let project = Project::empty();
    assert_snapshot!("help", project.keel("--help"));
    for command in ["init", "fmt", "completions"] {
        assert_snapshot!(
            format!("help_{command}"),
            own_part(&project.keel(&format!("{command} --help")).done().stdout)
        );
    }
}

/// The help of a command without the options of every command.
fn own_part(help: &str) -> &str {
    help.split("\nOptions of every command:").next().unwrap()
}

#[test]
fn the_version_is_the_packages() {
    let run = Project::empty().keel("--version");
    assert_eq!(run.status, Some(0));
    assert_eq!(run.stdout, format!("keel {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_is_an_error_like_any_other() {
    let project = Project::empty();
    for (name, line) in [
        ("no_command", ""),
        ("unknown_command", "fmtt"),
        ("unknown_option", "fmt --chek"),
        ("wrong_value", "fmt --output yaml"),
        ("two_databases", "fmt --server local --database-url postgres:///"),
    ] {
        let run = project.keel(line);
        assert_eq!(run.status, Some(1), "{line}");
        if name != "no_command" {
            assert_snapshot!(format!("usage_{name}"), run);
        }
    }
}

#[test]
fn wrong_usage_is_a_document_too() {
    let run = Project::empty().keel("fmt --chek --output json");
    assert_eq!(run.status, Some(1));
    insta::assert_snapshot!("usage_json", run.stdout);
    assert_eq!(run.json()["status"], "error");
}

#[test]
fn the_colours_are_for_terminals() {
    let project = Project::empty();
    assert!(!project.keel("fmt").stderr.contains('\u{1b}'));
    assert!(project.keel("fmt --color always").stderr.contains('\u{1b}'));
    let bare = Project::empty().variable("NO_COLOR", "1");
    assert!(!bare.keel("fmt").stderr.contains('\u{1b}'));
}

#[test]
fn a_reader_who_stops_reading_is_no_error() {
    let project = Project::empty();
    let mut child = project.command(&["completions", "bash"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Project::empty().command(&["completions", "bash"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("cannot write to standard output"));
}

#[test]
fn completions_are_scripts() {
    let project = Project::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(project.keel(&format!("completions {shell}")).done().stdout.contains("keel"));
    }
    assert_eq!(project.keel("completions bash --output json").json()["shell"], "bash");
}
