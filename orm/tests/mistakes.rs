//! What the compiler says of common mistakes: a `.stderr` beside each. `TRYBUILD=overwrite` writes them anew.

#![allow(missing_docs, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

#[test]
fn mistakes_are_told_in_words_that_help() {
    let project = project();
    for file in std::fs::read_dir("tests/mistakes").unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            std::fs::create_dir_all(&project).unwrap();
            std::fs::copy(&path, project.join(path.file_name().unwrap())).unwrap();
        }
    }
    trybuild::TestCases::new().compile_fail("tests/mistakes/*.rs");
}

/// Where trybuild makes the crate of the cases, in which `schema!` looks for its files.
fn project() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let target = program.ancestors().nth(3).map(Path::to_owned).unwrap();
    target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"))
}
