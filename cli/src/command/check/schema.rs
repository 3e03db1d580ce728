//! Whether the schema file can be used.

use evenkeel_model::Declared;
use evenkeel_model::language::{self, ReadError};

use super::outcome::Check;
use crate::context::Context;
use crate::failure::Failure;
use crate::file;
use crate::finding::Finding;

/// Reads the schema file; with the check comes what it declares, where it can be used.
pub fn check(context: &Context) -> Result<(Check, Option<Declared>), Failure> {
    let path = context.schema_file();
    match language::read(&path) {
        Ok((declared, warnings)) => {
            let findings = Finding::from_diagnostics(&warnings, &declared.places.files);
            let tables = declared.catalog.tables.len();
            let words = format!("{} declares {tables} table{}", path.display(), if tables == 1 { "" } else { "s" });
            Ok((Check::of("schema", findings, words), Some(declared)))
        }
        Err(ReadError::Invalid { findings, files }) => {
            Ok((Check::of("schema", Finding::from_diagnostics(&findings, &files), ""), None))
        }
        Err(ReadError::Unreadable { path, error }) => Err(file::no_schema(&path, &error)),
    }
}
