//! The folder of migrations.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::file::{Fault, Faults, MigrationFile};
use crate::version::Version;

/// A migration as its folder holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the order.
    pub version: Version,
    /// What it is called.
    pub name: String,
    /// Its folder.
    pub directory: PathBuf,
    /// The way forth.
    pub up: MigrationFile,
    /// The way back, where there is one.
    pub down: Option<MigrationFile>,
}

/// The name of the file of a migration's way forth.
pub const UP: &str = "up.sql";

/// The name of the file of a migration's way back.
pub const DOWN: &str = "down.sql";

impl Migration {
    /// The way back, where there is one: a file without a statement is none, unless the way forth has none either.
    pub fn way_back(&self) -> Option<&MigrationFile> {
        self.down.as_ref().filter(|down| !down.is_empty() || self.up.is_empty())
    }

    /// Reads a migration from texts, for one that is not in a folder but in a program.
    ///
    /// # Errors
    /// What is wrong with the folder's name or with the files.
    pub fn parse(directory: impl Into<PathBuf>, up: &str, down: Option<&str>) -> Result<Self, Faults> {
        let directory = directory.into();
        let mut faults = Vec::new();
        let migration = Self::build(&directory, Some(up.to_owned()), down.map(str::to_owned), &mut faults);
        match migration {
            Some(migration) => Faults::unless_any(faults, migration),
            None => Err(Faults::new(faults)),
        }
    }

    fn build(directory: &Path, up: Option<String>, down: Option<String>, faults: &mut Vec<Fault>) -> Option<Self> {
        let named = split_name(directory).map_err(|fault| faults.push(fault)).ok();
        let mut parse = |name: &str, text: Option<String>| {
            text.and_then(|text| {
                MigrationFile::parse(directory.join(name), &text).map_err(|more| faults.extend(more)).ok()
            })
        };
        let (up, down) = (parse(UP, up), parse(DOWN, down));
        let (version, name) = named?;
        Some(Self { version, name, directory: directory.to_owned(), up: up?, down })
    }
}

/// A folder of migrations and what else lies in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// The migrations, in order.
    pub migrations: Vec<Migration>,
    /// Files and folders that are none, and do not look like any: a README, say.
    pub others: Vec<PathBuf>,
}

/// Reads the migrations of a folder, in order.
///
/// # Errors
/// All that is wrong with the folder and its files.
pub fn read_folder(path: &Path) -> Result<Vec<Migration>, Faults> {
    Folder::read(path).map(|folder| folder.migrations)
}

impl Folder {
    /// Reads a folder of migrations.
    ///
    /// # Errors
    /// All that is wrong with it and its files: what cannot be read, what looks like a migration and is none, two of one
    /// version, and what is wrong with the files themselves.
    pub fn read(path: &Path) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let mut folder = Self::default();
        for entry in entries(path)? {
            folder.add(entry, &mut faults);
        }
        folder.migrations.sort_by_key(|migration| migration.version);
        let mut first: BTreeMap<Version, &Path> = BTreeMap::new();
        for migration in &folder.migrations {
            if let Some(other) = first.insert(migration.version, &migration.directory) {
                let message = format!("has the version of {} too", other.display());
                faults.push(Fault::of(&migration.directory, message, "give one of the two a later version"));
            }
        }
        Faults::unless_any(faults, folder)
    }

    fn add(&mut self, path: PathBuf, faults: &mut Vec<Fault>) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = path.is_dir();
        let migration = folder && (name.starts_with(|first: char| first.is_ascii_digit()) || path.join(UP).exists());
        if migration {
            self.add_migration(&path, faults);
        } else if name.to_ascii_lowercase().ends_with(".sql") {
            let help = format!("put it into a folder of its own, as `<yyyymmddhhmmss>_<name>/{UP}`");
            faults.push(Fault::of(path, "SQL beside the folders of migrations, where nothing runs it", help));
        } else {
            self.others.push(path);
        }
    }

    fn add_migration(&mut self, directory: &Path, faults: &mut Vec<Fault>) {
        let inside = match entries(directory) {
            Ok(inside) => inside,
            Err(more) => return faults.extend(more),
        };
        let (mut up, mut down) = (None, None);
        let before = faults.len();
        for path in inside {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match name.as_str() {
                UP => up = read_text(&path, faults),
                DOWN => down = read_text(&path, faults),
                other if other.to_ascii_lowercase().ends_with(".sql") => {
                    let help = format!("a migration is `{UP}` and, for the way back, `{DOWN}`");
                    faults.push(Fault::of(path, "SQL that nothing runs", help));
                }
                _ => self.others.push(path),
            }
        }
        if up.is_none() && faults.len() == before {
            let help = format!("write `{UP}`, or remove the folder");
            faults.push(Fault::of(directory, format!("a migration without `{UP}`"), help));
        }
        self.migrations.extend(Migration::build(directory, up, down, faults));
    }
}

/// What a folder holds, in the order of names.
fn entries(path: &Path) -> Result<Vec<PathBuf>, Faults> {
    let read = || fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>();
    let mut entries = read().map_err(|error| Faults::from(unreadable(path, &error)))?;
    entries.sort();
    Ok(entries)
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    let help = match error.kind() {
        io::ErrorKind::NotFound => "make it, or name another",
        io::ErrorKind::PermissionDenied => "give this user the right to read it",
        _ => "see to it that it can be read",
    };
    Fault::of(path, format!("cannot be read: {error}"), help)
}

fn read_text(path: &Path, faults: &mut Vec<Fault>) -> Option<String> {
    let bytes = fs::read(path).map_err(|error| faults.push(unreadable(path, &error))).ok()?;
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let message = "bytes that are not UTF-8";
            faults.push(Fault::at(path, &text, at..at + 1, message, "save the file as UTF-8 text"));
            None
        }
    }
}

/// The most bytes of a name: a folder's has 255 on most systems, the version with its `_` among them.
const MAX_NAME_BYTES: usize = 255 - 15;

/// Looks whether a migration can have this name, by the one rule that there is for them.
///
/// # Errors
/// The name cannot be one: why, and what can.
pub fn check_name(name: &str) -> Result<(), NameError> {
    let is_good = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
    let is_whole = name.chars().all(is_good) && !name.starts_with(['-', '.']) && !name.is_empty();
    match is_whole && name.len() <= MAX_NAME_BYTES {
        true => Ok(()),
        false => Err(NameError(name.to_owned())),
    }
}

/// That a migration cannot have a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError(String);

impl fmt::Display for NameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start: String = self.0.chars().take(60).collect();
        let more = if start.len() < self.0.len() { "…" } else { "" };
        write!(
            formatter,
            "`{}{more}` is no name of a migration: letters, digits, `_`, `-` and `.` make one of at most {MAX_NAME_BYTES} \
             bytes, and neither `-` nor `.` begins it",
            start.escape_debug()
        )
    }
}

impl std::error::Error for NameError {}

/// Version and name from the name of a migration's folder.
fn split_name(directory: &Path) -> Result<(Version, String), Fault> {
    let help = "call the folder `<yyyymmddhhmmss>_<name>`, the time in UTC, such as `20261120101500_add_member`";
    let folder = directory.file_name().unwrap_or_default().to_string_lossy();
    let fault = |message: String| Fault::of(directory, message, help);
    let (version, name) =
        folder.split_once('_').ok_or_else(|| fault("the folder's name lacks a version or a name".into()))?;
    let version = version.parse().map_err(|error| fault(format!("`{version}` is no version: {error}")))?;
    check_name(name).map_err(|error| fault(error.to_string()))?;
    Ok((version, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_rule_for_names() {
        let longest = "n".repeat(MAX_NAME_BYTES);
        for name in ["a", "_a", "1st", "add-role", "v1.2", "größe", &longest] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["", "-x", "--help", ".a", "a b", "a/b", "a\n", &format!("{longest}n"), &"ä".repeat(121)] {
            assert!(check_name(name).is_err(), "{name}");
        }
        let words = check_name(&"ä".repeat(300)).unwrap_err().to_string();
        assert!(words.starts_with(&format!("`{}…` is no name", "ä".repeat(60))), "{words}");
    }
}
