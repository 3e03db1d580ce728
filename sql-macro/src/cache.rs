//! Schema files that were read before: one crate has many statements.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use evenkeel_model::language::{self, ReadError};
use evenkeel_sql::Schema;

/// A schema, and how its files were when they were read.
struct Entry {
    schema: Arc<Schema>,
    files: Vec<(PathBuf, Option<(SystemTime, u64)>)>,
}

static CACHE: Mutex<BTreeMap<PathBuf, Entry>> = Mutex::new(BTreeMap::new());

/// The schema of a file, read anew when one of its files has changed: an editor keeps the macro loaded for days.
pub(crate) fn schema(path: &Path) -> Result<Arc<Schema>, ReadError> {
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(entry) = cache.get(path)
        && entry.files.iter().all(|(file, state)| self::state(file) == *state)
    {
        return Ok(Arc::clone(&entry.schema));
    }
    let (declared, _warnings) = language::read(path)?;
    let files = declared.places.files.iter().map(|file| (file.path.clone(), state(&file.path))).collect();
    let schema = Arc::new(Schema::new(declared));
    cache.insert(path.to_owned(), Entry { schema: Arc::clone(&schema), files });
    Ok(schema)
}

/// When a file was changed last, and how long it is.
fn state(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
