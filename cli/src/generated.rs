//! The files in `generated/` that come from the schema file alone, so that no server is needed to write or check them.

use std::path::{Path, PathBuf};

use evenkeel_codegen::rust_text;
use evenkeel_model::Declared;
use evenkeel_model::language::json_schema;

use crate::failure::Failure;
use crate::file;
use crate::finding::Finding;

/// The JSON Schema of the schema language, for editors.
pub const JSON_SCHEMA: &str = "schema.schema.json";

/// The Rust that `schema!` stands for, for readers.
pub const RUST: &str = "schema.rs";

/// The files, by name, with their texts.
pub fn files(declared: &Declared) -> Result<Vec<(&'static str, String)>, Failure> {
    let rust = rust_text(declared).map_err(|findings| {
        Failure::new("schema", "no Rust can be made of the schema")
            .with_findings(Finding::from_diagnostics(&findings, &declared.places.files))
    })?;
    Ok(vec![(JSON_SCHEMA, format!("{:#}\n", json_schema())), (RUST, rust)])
}

/// Writes those that are not fresh; gives their paths.
pub fn write(folder: &Path, declared: &Declared) -> Result<Vec<PathBuf>, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| Failure::file("make the folder", folder, &error))?;
    let mut written = Vec::new();
    for (path, text, _) in stale(folder, declared)? {
        file::write(&path, &text)?;
        written.push(path);
    }
    Ok(written)
}

/// Those that are not fresh, with the texts that they should have and whether they are there at all.
pub fn stale(folder: &Path, declared: &Declared) -> Result<Vec<(PathBuf, String, bool)>, Failure> {
    let mut stale = Vec::new();
    for (name, text) in files(declared)? {
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            // A checkout may have changed the ends of lines.
            Ok(present) if present.replace("\r\n", "\n") == text => {}
            Ok(_) => stale.push((path, text, true)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => stale.push((path, text, false)),
            Err(error) => return Err(Failure::file("read", &path, &error)),
        }
    }
    Ok(stale)
}
