//! What the cases become compiles, without a warning, beside everything of the standard prelude.

#![deny(warnings)]
#![allow(missing_docs, clippy::enum_variant_names)]

/// Compiles the `schema.rs` of these cases and names them.
macro_rules! cases {
    ($($case:ident),* $(,)?) => {
        $(
            mod $case {
                include!(concat!("cases/", stringify!($case), "/schema.rs"));
            }
        )*
        const CASES: &[&str] = &[$(stringify!($case)),*];
    };
}

cases!(blog, composites, derives, keys, lengths, names, overrides, relations, times_jiff, types, values);

/// What needs a feature of the crate `evenkeel`, and is compiled by its tests.
const WITH_FEATURES: &[&str] = &["serde", "times_chrono", "times_time"];

#[test]
fn every_case_is_compiled() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for case in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = case.file_name().to_string_lossy().into_owned();
        let refused = case.path().join("errors.txt").is_file();
        let is_compiled = CASES.contains(&name.as_str()) || WITH_FEATURES.contains(&name.as_str());
        assert!(refused || is_compiled, "add `{name}` to the cases above");
    }
}

#[test]
fn values_are_read_and_written_as_the_database_holds_them() {
    use values::DocumentState;

    for state in [DocumentState::InReview, DocumentState::Empty, DocumentState::_2Weeks, DocumentState::Self_] {
        assert_eq!(state.as_str().parse(), Ok(state));
        assert_eq!(state.to_string(), state.as_str());
    }
    let error = "gone".parse::<DocumentState>().err().map(|error| error.to_string());
    assert_eq!(error.as_deref(), Some("`gone` is no value of DocumentState"));
}

#[test]
fn tables_say_what_they_are() {
    use evenkeel::{Generate, Table, Written};

    let meta = keys::BillingInvoice::META;
    assert_eq!((meta.schema, meta.name), ("billing", "invoice"));
    assert_eq!(meta.primary_key, ["organization_id", "number"]);
    let written: Vec<_> = meta.columns.iter().map(|column| (column.name, column.written)).collect();
    assert_eq!(
        written,
        [
            ("organization_id", Written::Required),
            ("number", Written::Never),
            ("external_id", Written::Optional),
            ("note", Written::Optional),
            ("total", Written::Required),
            ("gross", Written::Never),
            ("updated_at", Written::Optional),
        ]
    );
    let generated: Vec<_> = meta.columns.iter().filter_map(|column| column.generate).collect();
    assert_eq!(generated, [Generate::UuidV7]);
    assert!(meta.columns.iter().any(|column| column.touch && column.name == "updated_at"));
}
