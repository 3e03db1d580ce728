//! Files, and those that they include.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::spec;
use super::text::{self, NotUtf8};
use super::yaml::{self, Node};
use crate::Diagnostic;
use crate::declared::{Place, SourceFile};

/// How many files a schema may have.
const MAX_FILES: usize = 1_000;

/// Where the text of files comes from.
pub trait Loader {
    /// The text of a file.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being read.
    fn load(&mut self, path: &Path) -> io::Result<String>;
}

/// Files on disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Loader for Disk {
    fn load(&mut self, path: &Path) -> io::Result<String> {
        text::read(path)
    }
}

/// Files in memory, by path.
impl Loader for BTreeMap<PathBuf, String> {
    fn load(&mut self, path: &Path) -> io::Result<String> {
        self.get(path).cloned().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no such file"))
    }
}

/// All files of a schema, and the trees of those that are YAML.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) files: Vec<SourceFile>,
    pub(crate) documents: Vec<(usize, Node)>,
    pub(crate) findings: Vec<Diagnostic>,
}

/// Loads a file with all that it includes, and checks the structure of each.
pub(crate) fn load(path: &Path, loader: &mut dyn Loader) -> io::Result<Sources> {
    let mut sources = Sources::default();
    match loader.load(path) {
        Ok(text) => sources.add(path.to_owned(), text, loader, &mut vec![normal(path)]),
        Err(error) => match NotUtf8::of(&error) {
            Some(fault) => sources.add_unreadable(path.to_owned(), fault),
            None => return Err(error),
        },
    }
    Ok(sources)
}

impl Sources {
    fn add(&mut self, path: PathBuf, text: String, loader: &mut dyn Loader, open: &mut Vec<PathBuf>) {
        let file = self.files.len();
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let document = yaml::parse(file, &text, &mut self.findings);
        self.files.push(SourceFile { path, text });
        let Some(document) = document else { return };
        // A file of nothing but comments declares nothing.
        if !document.is_null() {
            let example = spec::Example::None;
            spec::validate(&document, &spec::file::FILE_SHAPE, "a schema file", &example, &mut self.findings);
        }
        if file > 0 {
            for key in spec::file::FIRST_FILE_ONLY {
                if let Some(entry) = document.entry(key) {
                    self.findings.push(
                        Diagnostic::error(
                            "first-file-only",
                            entry.key_place,
                            format!("`{key}` stands only in the file that includes the others"),
                        )
                        .with_help("move it there"),
                    );
                }
            }
        }
        let includes: Vec<(String, Place)> = document
            .get("include")
            .map(Node::one_or_many)
            .unwrap_or_default()
            .iter()
            .filter_map(|member| Some((member.text()?.to_owned(), member.place)))
            .collect();
        self.documents.push((file, document));
        for (include, place) in includes {
            self.include(&folder.join(&include), place, loader, open);
        }
    }

    /// Adds a file that is no text, as far as it is one, and says where it is not.
    fn add_unreadable(&mut self, path: PathBuf, fault: &NotUtf8) {
        let place = Place { file: self.files.len(), ..fault.place };
        self.findings.push(
            Diagnostic::error("not-utf8", place, format!("this is not UTF-8 text: {}", fault.words()))
                .with_help("save the file as UTF-8"),
        );
        self.files.push(SourceFile { path, text: fault.text.clone() });
    }

    fn include(&mut self, path: &Path, place: Place, loader: &mut dyn Loader, open: &mut Vec<PathBuf>) {
        let normal = normal(path);
        if open.contains(&normal) {
            let message = format!("{} includes itself", normal.display());
            self.findings
                .push(Diagnostic::error("include-cycle", place, message).with_help("take one of the includes out"));
            return;
        }
        if self.files.iter().any(|file| self::normal(&file.path) == normal) {
            let message = format!("{} is included already", normal.display());
            self.findings
                .push(Diagnostic::error("include-twice", place, message).with_help("take one of the includes out"));
            return;
        }
        if self.files.len() >= MAX_FILES {
            let message = format!("a schema has {MAX_FILES} files at most");
            self.findings.push(Diagnostic::error("too-many-files", place, message));
            return;
        }
        match loader.load(path) {
            Ok(text) => {
                open.push(normal);
                self.add(path.to_owned(), text, loader, open);
                open.pop();
            }
            Err(error) => {
                if let Some(fault) = NotUtf8::of(&error) {
                    return self.add_unreadable(path.to_owned(), fault);
                }
                let reason = match error.kind() {
                    io::ErrorKind::NotFound => "there is no such file".to_owned(),
                    _ => error.to_string(),
                };
                let message = format!("cannot read {}: {reason}", path.display());
                self.findings.push(
                    Diagnostic::error("include-missing", place, message)
                        .with_help("a path is relative to the file that includes it"),
                );
            }
        }
    }
}

/// A path without `.` and with `..` undone where that is possible.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if parts.file_name().is_some() => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts
}
