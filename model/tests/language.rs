#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::path::Path;

#[test]
fn the_reference_schema_reads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.yaml");
    match evenkeel_model::language::read(&path) {
        Ok((declared, warnings)) => {
            assert!(warnings.is_empty(), "{warnings:?}");
            assert_eq!(declared.catalog.tables.len(), 25);
        }
        Err(error) => panic!("{error}"),
    }
}
