//! Whether the schema file can be used.

use evenkeel_model::Declared;
use evenkeel_model::declared::SourceFile;
use evenkeel_model::language::{self, ReadError};

use super::outcome::Check;
use crate::context::Context;
use crate::failure::Failure;
use crate::file;
use crate::finding::Finding;
use crate::schema::{add, of_server};

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

/// Reads the schema file. Where its expressions are wrong, a server is asked what else is, if there may be one.
pub fn check(context: &Context, with_server: bool) -> Result<SchemaFile, Failure> {
    let path = context.schema_file();
    match language::read(&path) {
        Ok((declared, warnings)) => {
            let findings = Finding::from_diagnostics(&warnings, &declared.places.files);
            let tables = declared.catalog.tables.len();
            let words = format!("{} declares {tables} table{}", path.display(), if tables == 1 { "" } else { "s" });
            let check = Check::of("schema", findings, words);
            Ok(SchemaFile { check, declared: Some(declared), files: Vec::new() })
        }
        Err(ReadError::Invalid { mut findings, files, sound }) => {
            // What a server has to say is told where it can be had.
            let more = sound.filter(|_| with_server).and_then(|sound| of_server(&sound, context).ok());
            add(&mut findings, more.unwrap_or_default());
            let check = Check::of("schema", Finding::from_diagnostics(&findings, &files), "");
            Ok(SchemaFile { check, declared: None, files })
        }
        Err(ReadError::Unreadable { path, error }) => Err(file::no_schema(&path, &error)),
    }
}
