//! keel.toml: where it is found, and what is wrong with it.

use crate::support::Project;
use insta::assert_snapshot;

/// A file with an error in almost every line.
const SEVERAL: &str = "\
environmet = \"ci\"
[zebras]
stripes = 2
[folders]
schema = 3
[timeouts]
lock_timout = \"3s\"
lock_wait = \"3 fortnights\"
[environments]
local = \"postgres://localhost\"
[environments.ci]
protected = \"yes\"
database_url = \"postgres://ci\"
";

#[test]
fn every_error_has_its_place() {
    for (name, text) in [
        ("broken", "[timeouts\nlock_timeout = \"3s\"\n"),
        ("unknown_key", "[timeouts]\nlock_timout = \"3s\"\n"),
        ("unknown_table", "[zebras]\nstripes = 2\n"),
        ("wrong_type", "[folders]\nschema = 3\n"),
        ("duplicate_key", "shadow = \"a\"\nshadow = \"b\"\n"),
        ("no_time", "[timeouts]\nlock_wait = \"3 fortnights\"\n"),
        ("several", SEVERAL),
        ("several_broken", "environment = production\n[timeouts\nlock_wait = \"3s\"\nshadow = \n"),
        ("merge_conflict", "<<<<<<< HEAD\nshadow = \"a\"\n=======\nshadow = \"b\"\n>>>>>>> b\n"),
    ] {
        let run = Project::with(&[("keel.toml", text)]).keel("fmt");
        assert_eq!(run.status, Some(1), "{name}");
        assert_snapshot!(format!("settings_{name}"), run);
    }
}

#[test]
fn a_file_that_is_named_must_be_there() {
    assert_snapshot!("settings_absent", Project::empty().keel("fmt --config other.toml"));
}

#[test]
fn the_file_is_found_from_folders_below_but_not_outside_the_repository() {
    let project = Project::with(&[
        ("keel.toml", "[folders]\nschema = \"db/main.yaml\"\n"),
        ("db/main.yaml", "tables: {}\n"),
        ("src/x", ""),
    ]);
    let below = project.command(&["fmt", "--check"]).current_dir(project.path("src")).output().unwrap();
    assert_eq!(below.status.code(), Some(0), "{}", String::from_utf8_lossy(&below.stderr));

    std::fs::create_dir_all(project.path("src/.git")).unwrap();
    let outside = project.command(&["fmt", "--check"]).current_dir(project.path("src")).output().unwrap();
    assert_eq!(outside.status.code(), Some(1));
    assert!(String::from_utf8(outside.stderr).unwrap().contains("cannot read schema.yaml"));
}

#[cfg(unix)]
#[test]
fn an_address_that_cannot_be_read_is_not_taken_for_none() {
    use std::os::unix::ffi::OsStrExt;

    let project = Project::with(&[("schema.yaml", "tables: {}\n"), ("keel.toml", "")]);
    let address = std::ffi::OsStr::from_bytes(b"postgres://app:caf\xe9@127.0.0.1/app");
    let output = project.command(&["diff"]).env("DATABASE_URL", address).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("DATABASE_URL is not UTF-8") && said.contains("`%E9`"), "{said}");
}

#[test]
fn an_empty_address_is_no_wish_for_another_database() {
    let project = Project::with(&[("schema.yaml", "tables: {}\n"), ("keel.toml", "")]).variable("DATABASE_URL", "");
    let run = project.keel("diff");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("settings_empty_variable", run);
    for words in [&["diff", "--database-url", ""], &["diff", "--shadow", ""]] {
        let run = project.run(words);
        assert!(run.status == Some(1) && run.stderr.contains(" is empty"), "{run}");
    }
    project.write("keel.toml", "[environments.ci]\ndatabase_url = \"${DATABASE_URL}\"\n");
    let run = project.keel("diff --environment ci");
    assert!(
        run.status == Some(1) && run.stderr.contains("environments.ci.database_url in keel.toml is empty"),
        "{run}"
    );
}
