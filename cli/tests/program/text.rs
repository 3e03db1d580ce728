//! Files that are no text, or no YAML, as each command tells of them
use insta::assert_snapshot;

use crate::support::Project;

/// German in Latin-1.
const LATIN: &[u8] = b"tables:\n  haus:\n    comment: Gr\xf6\xdfe\n    columns: {id: bigint}\n";

#[test]
fn a_file_in_another_encoding_is_shown_where_it_is_none() {
    let project = Project::empty();
    std::fs::write(project.path("schema.yaml"), LATIN).unwrap();
    let run = project.keel("export --database-url postgres://127.0.0.1:1/x");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("text_latin", run);
    assert_snapshot!("text_latin_fmt", project.keel("fmt schema.yaml"));
    let document = project.keel("check --static --output json").json();
    let place = &document["findings"][0]["place"];
    assert_eq!((place["line"].as_u64(), place["column"].as_u64()), (Some(3), Some(16)), "{document}");

    // So is one that is included, and the settings.
    std::fs::write(project.path("part.yaml"), LATIN).unwrap();
    project.write("schema.yaml", "include: part.yaml\n");
    let run = project.keel("export --database-url postgres://127.0.0.1:1/x");
    assert!(run.stderr.contains(" part.yaml:3:16"), "{run}");
    std::fs::write(project.path("keel.toml"), b"# Gr\xf6\xdfe\n").unwrap();
    assert_snapshot!("text_latin_settings", project.keel("migrate status"));
}

#[test]
fn broken_yaml_is_told_in_one_way_by_all() {
    let project = Project::with(&[("schema.yaml", "tables:\n  a: {comment: \"A, columns: {id: text}}\n")]);
    let told = |line: &str| {
        let run = project.keel(line);
        assert_eq!(run.status, Some(1), "{line}: {run}");
        assert!(run.stderr.contains("error[broken-yaml]: this quote is never closed\n --> schema.yaml:2:16"), "{run}");
    };
    told("fmt");
    told("export --database-url postgres://127.0.0.1:1/x");
}
