//! Reading what was written gives the same catalog, whatever it holds and whatever its names are.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod build;
mod seed;

use std::path::Path;

use evenkeel_model::format::format;
use evenkeel_model::object::{OtherKind, OtherObject, Schema};
use evenkeel_model::write::{WriteOptions, left_out, write_schema};
use evenkeel_model::{Catalog, language};
use proptest::prelude::*;

use build::build;
use seed::{comment, name, seed};

/// Writes the catalog and reads it back.
fn check(catalog: &Catalog) -> Result<(), TestCaseError> {
    let text = write_schema(catalog, &WriteOptions::default());
    prop_assert_eq!(format(&text), Ok(text.clone()), "{}", text);
    let (declared, _) = language::read_text(Path::new("schema.yaml"), &text)
        .map_err(|error| TestCaseError::fail(format!("{}\n{text}", error.render(false))))?;
    prop_assert_eq!(&declared.catalog, catalog, "{}", text);
    Ok(())
}

fn catalog() -> impl Strategy<Value = Catalog> {
    let members = prop::collection::vec(name(), 1..4);
    let types = prop::collection::vec((name(), any::<u8>(), members, comment()), 0..4);
    (prop::collection::vec(seed(), 0..4), types).prop_map(|(seeds, types)| build(seeds, types))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_reads_back(catalog in catalog()) {
        check(&catalog)?;
    }
}

#[test]
fn what_the_language_lacks_is_named() {
    let mut catalog = Catalog::default();
    catalog.schemas.insert("public".to_owned(), Schema::default());
    let view = OtherObject { kind: OtherKind::View, schema: Some("public".to_owned()), on: None, definition: None };
    catalog.others.insert((OtherKind::View, "public.\"line\nfeed\"".to_owned()), view);
    assert_eq!(left_out(&catalog), ["view public.\"line\\nfeed\""]);
    assert_eq!(
        write_schema(&catalog, &WriteOptions::default()),
        "# Not in this file, since the schema language has no words for it yet:\n#   view public.\"line\\nfeed\"\n"
    );
}
