//! Finding PostgreSQL's binaries.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::NativeError;

/// The environment variable that names the folder of the binaries to use, before all others; or several folders, separated
/// as in PATH, of several versions.
pub const BINDIR_VARIABLE: &str = "KEEL_POSTGRES_BINDIR";

/// Folders with one sub-folder a version, and what leads from that to the binaries.
const VERSIONED: [(&str, &str, &str); 7] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ("/Library/PostgreSQL", "", "bin"),
    ("/opt/postgresql", "", "bin"),
];

/// The binaries of one server version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    bindir: PathBuf,
    version: String,
    major: u32,
}

impl Installation {
    /// The binaries in a folder.
    ///
    /// # Errors
    /// Where `postgres` or `initdb` is not there, or does not tell its version.
    pub fn at(bindir: &Path) -> Result<Self, NativeError> {
        for program in ["postgres", "initdb"] {
            if !bindir.join(program).is_file() {
                return Err(NativeError::not_found(format!("there is no {program} in {}", bindir.display())));
            }
        }
        let Some((version, major)) = program_version(&bindir.join("postgres")) else {
            return Err(NativeError::not_found(format!(
                "{} does not tell its version; is it built for this machine, and may this user run it?",
                bindir.join("postgres").display()
            )));
        };
        Ok(Self { bindir: bindir.to_path_buf(), version, major })
    }

    /// All that this machine has, the newest first: in KEEL_POSTGRES_BINDIR, in PATH, where `pg_config` says, in the usual
    /// folders of distributions.
    pub fn find_all() -> Vec<Self> {
        let mut seen = BTreeSet::new();
        let mut found: Vec<Self> = candidates()
            .into_iter()
            .filter(|folder| seen.insert(folder.canonicalize().unwrap_or_else(|_| folder.clone())))
            .filter_map(|folder| Self::at(&folder).ok())
            .collect();
        // Stable: of two of one version, the one that was named first stays first.
        found.sort_by_key(|one| std::cmp::Reverse(one.version_key()));
        found
    }

    /// The binaries to use: the first of the wanted major that KEEL_POSTGRES_BINDIR names, else, where it names none at all,
    /// the newest of that major, or of all.
    ///
    /// # Errors
    /// Where none is found, or none of that major: the error names what was found and what to install.
    pub fn choose(major: Option<u32>) -> Result<Self, NativeError> {
        if let Some(folders) = std::env::var_os(BINDIR_VARIABLE).filter(|value| !value.is_empty()) {
            return Self::choose_named(&folders, major);
        }
        let all = Self::find_all();
        let mut versions: Vec<_> = all.iter().map(|one| one.version.clone()).collect();
        // The newest first, so that equal ones stand together.
        versions.dedup();
        let wanted = all.into_iter().find(|one| major.is_none_or(|major| one.major == major));
        wanted.ok_or_else(|| {
            NativeError::not_found(match (major, versions.is_empty()) {
                (_, true) => format!(
                    "no PostgreSQL server binaries are on this machine (PATH, pg_config --bindir and the usual folders were searched); install them, or name their folder in {BINDIR_VARIABLE}"
                ),
                (Some(major), false) => format!(
                    "no binaries of PostgreSQL {major} are on this machine, but those of {}; install {major}, or name its folder in {BINDIR_VARIABLE}",
                    versions.join(", ")
                ),
                (None, false) => "no PostgreSQL server binaries fit".to_owned(),
            })
        })
    }

    fn choose_named(folders: &OsStr, major: Option<u32>) -> Result<Self, NativeError> {
        let named = std::env::split_paths(folders).map(|folder| Self::at(&folder)).collect::<Result<Vec<_>, _>>();
        let named = named.map_err(|error| {
            NativeError::not_found(format!("{error} (from the environment variable {BINDIR_VARIABLE})"))
        })?;
        let versions: Vec<_> = named.iter().map(|one| one.version.clone()).collect();
        named.into_iter().find(|one| major.is_none_or(|major| one.major == major)).ok_or_else(|| {
            NativeError::not_found(format!(
                "{BINDIR_VARIABLE} names binaries of PostgreSQL {}{}",
                versions.join(", "),
                major.map(|major| format!(", and {major} is wanted")).unwrap_or_default()
            ))
        })
    }

    /// Where the binaries are.
    pub fn bindir(&self) -> &Path {
        &self.bindir
    }

    /// The version as the server tells it: `15.18`, `18beta1`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The major version.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// A program beside the server, if it is there.
    pub fn program(&self, name: &str) -> Option<PathBuf> {
        Some(self.bindir.join(name)).filter(|path| path.is_file())
    }

    fn version_key(&self) -> (u32, u32) {
        let minor = self.version.split_once('.').and_then(|(_, minor)| minor.parse().ok()).unwrap_or(0);
        (self.major, minor)
    }
}

/// A client program (`pg_dump`) of at least this major version: the oldest that will do among those in PATH and in the
/// folders where servers are found, since one that is nearer to the server writes what the server can read.
pub fn find_program(name: &str, at_least: u32) -> Option<PathBuf> {
    let mut fitting: Vec<(u32, PathBuf)> = candidates()
        .into_iter()
        .map(|folder| folder.join(name))
        .filter(|path| path.is_file())
        .filter_map(|path| program_version(&path).map(|(_, major)| (major, path)))
        .filter(|(major, _)| *major >= at_least)
        .collect();
    fitting.sort_by_key(|(major, _)| *major);
    fitting.into_iter().next().map(|(_, path)| path)
}

fn candidates() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    if let Some(named) = std::env::var_os(BINDIR_VARIABLE) {
        folders.extend(std::env::split_paths(&named).filter(|folder| folder.is_absolute()));
    }
    if let Some(path) = std::env::var_os("PATH") {
        folders.extend(std::env::split_paths(&path).filter(|folder| folder.is_absolute()));
    }
    folders.extend(pg_config());
    for (parent, prefix, rest) in VERSIONED {
        folders.extend(sub_folders(Path::new(parent), prefix).into_iter().map(|folder| folder.join(rest)));
    }
    folders.push(PathBuf::from("/usr/local/pgsql/bin"));
    folders
}

fn sub_folders(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    let mut folders: Vec<_> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with(prefix)))
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    folders
}

fn pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let folder = text.trim();
    (output.status.success() && !folder.is_empty()).then(|| PathBuf::from(folder))
}

/// The version that a program of PostgreSQL tells: `pg_dump (PostgreSQL) 15.18 (Debian …)`.
fn program_version(program: &Path) -> Option<(String, u32)> {
    let output = Command::new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    parse_version(&String::from_utf8(output.stdout).ok()?)
}

fn parse_version(text: &str) -> Option<(String, u32)> {
    let version = text.split_once("(PostgreSQL) ")?.1.split_whitespace().next()?;
    let digits = version.split(|letter: char| !letter.is_ascii_digit()).next()?;
    Some((version.to_owned(), digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions() {
        assert_eq!(parse_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0)\n"), Some(("15.18".to_owned(), 15)));
        assert_eq!(parse_version("pg_dump (PostgreSQL) 18beta1\n"), Some(("18beta1".to_owned(), 18)));
        assert_eq!(parse_version("postgres (Other) 1\n"), None);
    }

    #[test]
    fn a_folder_without_binaries_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = Installation::at(folder.path()).unwrap_err();
        assert!(error.is_not_found());
        assert_eq!(error.to_string(), format!("there is no postgres in {}", folder.path().display()));
    }

    #[test]
    fn what_is_found_is_sorted_newest_first() {
        let majors: Vec<_> = Installation::find_all().iter().map(Installation::major).collect();
        let mut sorted = majors.clone();
        sorted.sort_by(|left, right| right.cmp(left));
        assert_eq!(majors, sorted);
    }
}
