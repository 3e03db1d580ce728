//! A schema file after reading.

mod word;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{Catalog, Diagnostic, ObjectId, QualifiedName};

/// What a schema file declares.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// The objects, all names resolved to what they are called in the database, SQL texts as a person wrote them.
    pub catalog: Catalog,
    /// The renames that a person decided, in the order of the file; chains are several entries. Those of constraints
    /// and indexes whose default name follows a renamed table or column are among them.
    pub renames: Vec<Rename>,
    /// `using:` expressions of columns, by table and column, as SQL text.
    pub conversions: BTreeMap<(QualifiedName, String), String>,
    /// The major versions of PostgreSQL the file is for, oldest and newest: `postgres: [15, 17]`.
    pub postgres: Option<(u32, u32)>,
    /// What evenkeel owns.
    pub scope: Scope,
    /// The tables outside of the scope to which foreign keys of the file refer, each with where it first does: they are there
    /// already, and never changed.
    pub outside: BTreeMap<QualifiedName, Place>,
    /// What the Rust of all tables is like.
    pub rust: Rust,
    /// What only the application knows of its tables, in the order of the file.
    pub application: indexmap::IndexMap<QualifiedName, ApplicationTable>,
    /// Where the objects stand in the files.
    pub places: Places,
}

/// One decided rename. It acts only where the old object exists in the database and the new one does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rename {
    /// The object under its new address (its table and schema under their new names too).
    pub object: RenamedObject,
    /// Its old name, unqualified. For a table, type or sequence that moved to another schema the old schema comes with
    /// it in `from_schema`.
    pub from: String,
    /// The old schema, where it differs from the new one.
    pub from_schema: Option<String>,
    /// Whether the rename follows from another (default names of constraints and indexes) and was not written out.
    pub implied: bool,
}

/// What a [`Rename`] renames, under its new name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RenamedObject {
    /// A schema.
    Schema(String),
    /// An enum, domain or composite type.
    Type(QualifiedName),
    /// A label of an enum type.
    EnumLabel(QualifiedName, String),
    /// A field of a composite type.
    Field(QualifiedName, String),
    /// A sequence.
    Sequence(QualifiedName),
    /// A table.
    Table(QualifiedName),
    /// A column of a table.
    Column(QualifiedName, String),
    /// A constraint of a table or domain.
    Constraint(QualifiedName, String),
    /// An index of a table, by the table's name and its own.
    Index(QualifiedName, String),
}

/// What evenkeel owns, by pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Patterns of `manage:`. Empty: all objects in the schemas that the file names.
    pub manage: Vec<Pattern>,
    /// Patterns of `ignore:`; they win over `manage`.
    pub ignore: Vec<Pattern>,
    /// The schemas that the file names, `public` where it names none, under their present names and those that they are
    /// renamed from.
    pub schemas: Vec<String>,
    /// Objects that are looked at beside those, whatever the patterns say, and never changed.
    pub beside: BTreeSet<QualifiedName>,
}

impl Scope {
    /// Whether a schema is evenkeel's ledger or the system's, whatever the patterns say.
    pub fn is_never_owned(schema: &str) -> bool {
        schema == "keel" || schema.starts_with("pg_") || schema == "information_schema"
    }

    /// Whether an object of this schema and name is owned. The schema `keel` and the system's own never are.
    pub fn contains(&self, schema: &str, name: &str) -> bool {
        if Self::is_never_owned(schema) {
            return false;
        }
        if self.beside.iter().any(|beside| beside.schema == schema && beside.name == name) {
            return true;
        }
        let managed = if self.manage.is_empty() {
            self.schemas.iter().any(|known| known == schema)
        } else {
            self.manage.iter().any(|pattern| pattern.matches(schema, name))
        };
        managed && !self.ignore.iter().any(|pattern| pattern.matches(schema, name))
    }

    /// Whether the schema itself is owned: one that the file names, or that a pattern names with any of its objects.
    pub fn contains_schema(&self, schema: &str) -> bool {
        if Self::is_never_owned(schema) {
            return false;
        }
        let managed = if self.manage.is_empty() {
            self.schemas.iter().any(|known| known == schema)
        } else {
            self.manage.iter().any(|pattern| matches(&pattern.schema, schema))
        };
        managed && !self.ignore.iter().any(|pattern| pattern.name == "*" && matches(&pattern.schema, schema))
    }
}

/// A pattern of object names, `*` standing for any characters: `billing.*`, `public.tmp_*`; without a dot it speaks of
/// the schema `public`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The part for the schema.
    pub schema: String,
    /// The part for the name.
    pub name: String,
}

impl Pattern {
    /// Reads a pattern as it stands in the file.
    pub fn parse(text: &str) -> Self {
        let (schema, name) = text.split_once('.').unwrap_or(("public", text));
        Self { schema: schema.to_owned(), name: name.to_owned() }
    }

    /// Whether the pattern speaks of this object.
    pub fn matches(&self, schema: &str, name: &str) -> bool {
        matches(&self.schema, schema) && matches(&self.name, name)
    }
}

/// Whether `text` is `pattern`, in which each `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(rest) = text.strip_prefix(before) else {
        return false;
    };
    rest.char_indices()
        .map(|(position, _)| position)
        .chain([rest.len()])
        .any(|position| rest.get(position..).is_some_and(|rest| matches(after, rest)))
}

/// What the Rust of all tables is like: `rust: {times: chrono, derive: [serde::Serialize]}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rust {
    /// The crate whose types stand for dates and times.
    pub times: Times,
    /// Where the file says so.
    pub times_place: Option<Place>,
    /// What the structs and the enums derive beyond what they always do.
    pub derive: Derive,
}

/// What Rust derives beyond what it always does, as paths of Rust: `serde::Serialize`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derive {
    /// The structs of rows and of composite types, and the enums.
    pub rows: Vec<String>,
    /// The structs of new rows.
    pub new: Vec<String>,
    /// The structs of patches.
    pub patch: Vec<String>,
}

impl Derive {
    /// All lists: what stands in several of the structs derives what each of them does.
    pub fn all(&self) -> [&Vec<String>; 3] {
        [&self.rows, &self.new, &self.patch]
    }

    /// The lists, each with the key that it stands under in the file.
    pub fn by_key(&self) -> [(&'static str, &[String]); 3] {
        [("derive", &self.rows), ("derive_new", &self.new), ("derive_patch", &self.patch)]
    }
}

impl Rust {
    /// That the crate `evenkeel` was built without the types that stand for dates and times, given which features it has.
    pub fn missing_feature(&self, chrono: bool, time: bool) -> Option<Diagnostic> {
        let is_there = match self.times {
            Times::Jiff => true,
            Times::Chrono => chrono,
            Times::Time => time,
        };
        let place = self.times_place.filter(|_| !is_there)?;
        let word = self.times.word();
        let message = format!("`times: {word}` needs the feature `{word}` of the crate evenkeel, which is not enabled");
        let help = format!("enable it in Cargo.toml: `cargo add evenkeel --features {word}`");
        Some(Diagnostic::error("missing-feature", place, message).with_help(help))
    }
}

/// The crate whose types stand for dates and times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Times {
    /// The crate jiff.
    #[default]
    Jiff,
    /// The crate chrono.
    Chrono,
    /// The crate time.
    Time,
}

impl Times {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Jiff, Self::Chrono, Self::Time];

    /// The name of the crate, which is the word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Jiff => "jiff",
            Self::Chrono => "chrono",
            Self::Time => "time",
        }
    }
}

/// What only the application knows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplicationTable {
    /// The key in the file: `organizationWebhooks`.
    pub key: String,
    /// The Rust struct's name: the key in UpperCamelCase, or what `struct:` says.
    pub struct_name: String,
    /// The group it is shown in.
    pub group: Option<String>,
    /// What its structs derive beyond what those of all tables do.
    pub derive: Derive,
    /// The line of the file on which it starts, from 1.
    pub line: usize,
    /// The columns by SQL name, in the order of the file.
    pub columns: indexmap::IndexMap<String, ApplicationColumn>,
}

/// What only the application knows of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplicationColumn {
    /// The key in the file: `createdAt`.
    pub key: String,
    /// The values that the application allows, for text columns: `values: [free, pro]`.
    pub values: Vec<String>,
    /// How the application makes the value.
    pub generate: Option<Generate>,
    /// Whether an update sets it to the present time.
    pub touch: bool,
    /// The Rust type that stands for it, as Rust source: `crate::Settings`.
    pub rust: Option<String>,
    /// The name of its Rust field, where it is not the column's own.
    pub field: Option<String>,
    /// The line of the file on which it starts, from 1.
    pub line: usize,
}

/// How the application makes a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generate {
    /// A ULID, 26 characters of Crockford's base 32.
    Ulid,
    /// A nanoid, 21 characters.
    Nanoid,
    /// A UUID of version 7.
    UuidV7,
}

/// Where objects and their SQL texts stand in the files of a schema.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The files: the schema file first, then what it includes, each with its text.
    pub files: Vec<SourceFile>,
    /// Where each object's key stands.
    pub objects: FxHashMap<ObjectId, Place>,
    /// The SQL texts of the objects.
    pub texts: Vec<SqlText>,
    /// The names in the objects' descriptions that a server may say are wrong, as it writes them: collations, parameters,
    /// operator classes, access methods, methods of compression.
    pub names: Vec<SqlText>,
    /// Where the versions of PostgreSQL stand that the file is for.
    pub postgres: Option<Place>,
    /// Where the old names of renamed objects stand, with the new object and the old name.
    pub renames: Vec<(RenamedObject, String, Place)>,
}

impl Places {
    /// Where it stands that an object had this name before.
    pub fn rename(&self, object: &RenamedObject, from: &str) -> Option<Place> {
        self.renames.iter().find(|(known, name, _)| known == object && name == from).map(|(.., place)| *place)
    }
}

/// An SQL text of an object.
#[derive(Clone, Debug)]
pub struct SqlText {
    /// The object.
    pub object: ObjectId,
    /// The text as it stands in the catalog.
    pub text: String,
    /// Where its first character stands in a file.
    pub place: Place,
}

/// A file of a schema.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its path as it was given or included.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// A stretch of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as an index into [`Places::files`].
    pub file: usize,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        assert!(Pattern::parse("tmp_*").matches("public", "tmp_"));
        assert!(Pattern::parse("*.*").matches("a", "b"));
        assert!(Pattern::parse("billing.*_log*").matches("billing", "audit_logs"));
        assert!(!Pattern::parse("billing.*").matches("public", "a"));
        assert!(!Pattern::parse("a*b").matches("public", "abc"));
    }

    #[test]
    fn the_ledger_is_never_in_scope() {
        let scope = Scope { manage: vec![Pattern::parse("*.*")], ..Scope::default() };
        assert!(scope.contains("public", "a"));
        assert!(!scope.contains("keel", "migrations"));
        assert!(!scope.contains("pg_catalog", "pg_class"));
    }
}
