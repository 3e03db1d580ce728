//! Whether the schema file can be used.

use evenkeel_model::Declared;
use evenkeel_model::declared::SourceFile;
use evenkeel_model::language::{self, ReadError};

use super::outcome::Check;
use crate::context::Context;
use crate::failure::Failure;
use crate::file;
use crate::finding::Finding;

/// The schema file as it was read.
pub struct SchemaFile {
    /// Whether it can be used.
    pub check: Check,
    /// What it declares, where it can be used.
    pub declared: Option<Declared>,
    /// It and what it includes, where it cannot be used.
    files: Vec<SourceFile>,
}

impl SchemaFile {
    /// It and what it includes, however much is wrong with what they say.
    pub fn files(&self) -> &[SourceFile] {
        self.declared.as_ref().map_or(&self.files, |declared| &declared.places.files)
    }
}

/// Reads the schema file.
pub fn check(context: &Context) -> Result<SchemaFile, Failure> {
    let path = context.schema_file();
    match language::read(&path) {
        Ok((declared, warnings)) => {
            let findings = Finding::from_diagnostics(&warnings, &declared.places.files);
            let tables = declared.catalog.tables.len();
            let words = format!("{} declares {tables} table{}", path.display(), if tables == 1 { "" } else { "s" });
            let check = Check::of("schema", findings, words);
            Ok(SchemaFile { check, declared: Some(declared), files: Vec::new() })
        }
        Err(ReadError::Invalid { findings, files }) => {
            let check = Check::of("schema", Finding::from_diagnostics(&findings, &files), "");
            Ok(SchemaFile { check, declared: None, files })
        }
        Err(ReadError::Unreadable { path, error }) => Err(file::no_schema(&path, &error)),
    }
}
