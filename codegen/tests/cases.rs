//! Each folder in `cases/` holds a `schema.yaml` and beside it what becomes of it: `schema.rs`, or `errors.txt` where it
//! is refused. `EVENKEEL_BLESS=1` writes them anew; `compiled.rs` lets the compiler judge them.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::Path;

use evenkeel_model::language::{self, diagnostics};

#[test]
fn schemas_become_what_stands_beside_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let bless = std::env::var_os("EVENKEEL_BLESS").is_some();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for case in fs::read_dir(folder).unwrap() {
        let case = case.unwrap().path();
        let schema = case.join("schema.yaml");
        let (declared, _) = language::read(&schema).unwrap_or_else(|error| panic!("{error}"));
        let (name, actual) = match evenkeel_codegen::rust_text(&declared) {
            Ok(text) => ("schema.rs", text),
            Err(findings) => {
                let mut files = declared.places.files.clone();
                for file in &mut files {
                    file.path = file.path.file_name().unwrap().into();
                }
                ("errors.txt", diagnostics::render_all(&findings, &files, false) + "\n")
            }
        };
        seen += 1;
        let expected = case.join(name);
        if bless {
            fs::write(&expected, &actual).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default().replace("\r\n", "\n") != actual {
            wrong.push(format!("{} should be:\n{actual}", expected.display()));
        }
    }
    assert!(seen > 0, "no cases found");
    assert!(wrong.is_empty(), "{}\nEVENKEEL_BLESS=1 writes them anew", wrong.join("\n"));
}

#[test]
fn the_reference_schema_becomes_what_stands_in_generated() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (declared, _) = language::read(&root.join("schema.yaml")).unwrap_or_else(|error| panic!("{error}"));
    let actual = evenkeel_codegen::rust_text(&declared).unwrap();
    let expected = root.join("generated/schema.rs");
    if std::env::var_os("EVENKEEL_BLESS").is_some() {
        fs::write(&expected, &actual).unwrap();
    } else {
        let found = fs::read_to_string(&expected).unwrap().replace("\r\n", "\n");
        assert!(found == actual, "{} is out of date; EVENKEEL_BLESS=1 writes it anew", expected.display());
    }
}
