//! keel fmt

use crate::support::Project;
use insta::assert_snapshot;

const UNTIDY: &str = "tables:\n    user: { columns: {id:   text} } # people\n";
const TIDY: &str = "tables:\n  user: {columns: {id: text}}  # people\n";

#[test]
fn a_file_gets_its_layout_once() {
    let project = Project::with(&[("schema.yaml", UNTIDY)]);
    let check = project.keel("fmt --check");
    assert_eq!(check.status, Some(2));
    assert_snapshot!("fmt_check", check);
    assert_eq!(project.read("schema.yaml"), UNTIDY);

    assert_snapshot!("fmt", project.keel("fmt"));
    assert_eq!(project.read("schema.yaml"), TIDY);
    assert_eq!(project.keel("fmt --output json").json()["unchanged"], serde_json::json!(["schema.yaml"]));
    project.keel("fmt --check --quiet").done();
}

#[test]
fn the_line_ends_of_a_checkout_stay() {
    let project = Project::with(&[("schema.yaml", &UNTIDY.replace('\n', "\r\n"))]);
    project.keel("fmt").done();
    assert_eq!(project.read("schema.yaml"), TIDY.replace('\n', "\r\n"));
    project.keel("fmt --check").done();
    let layout = |project: &Project| project.keel("check --static").stdout.contains("error[layout]");
    assert!(!layout(&project));
    project.write("schema.yaml", &TIDY.replacen('\n', "\r\n", 1));
    assert!(layout(&project), "one line ends as no other");
}

#[test]
fn a_file_that_is_no_yaml_is_left_alone() {
    let project = Project::with(&[("schema.yaml", "tables: {\n"), ("other.yaml", UNTIDY)]);
    let run = project.keel("fmt schema.yaml other.yaml");
    assert_eq!(run.status, Some(1));
    assert_snapshot!("fmt_broken", run);
    assert_eq!(project.read("other.yaml"), UNTIDY);
    let document = project.keel("fmt schema.yaml --output json").json();
    assert_eq!(document["error"]["findings"][0]["place"]["file"], "schema.yaml");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    assert_snapshot!("fmt_absent", Project::empty().keel("fmt"));
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::with(&[("real.yaml", UNTIDY)]);
    std::fs::set_permissions(project.path("real.yaml"), std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real.yaml", project.path("schema.yaml")).unwrap();
    project.keel("fmt").done();
    assert_eq!(project.read("real.yaml"), TIDY);
    assert!(project.path("schema.yaml").is_symlink());
    assert_eq!(project.path("real.yaml").metadata().unwrap().permissions().mode() & 0o777, 0o640);
}
