//! What does not compile, with the words that say why.

use std::fs;
use std::path::Path;

#[test]
fn mistakes_are_explained() {
    // The cases are compiled as a crate of their own below the target folder, and find the schema file beside its manifest.
    let program = std::env::current_exe().unwrap();
    let project = program.ancestors().nth(3).unwrap().join("tests/trybuild/evenkeel-sql-macro");
    fs::create_dir_all(&project).unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["../schema.yaml", "tests/sql/refused/broken.yaml", "tests/sql/refused/composites.yaml"] {
        let file = here.join(file);
        fs::copy(&file, project.join(file.file_name().unwrap())).unwrap();
    }
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/sql/refused/*.rs");
}
