//! The schema language: YAML that declares a [`Catalog`](crate::Catalog).
//!
//! This page is the compact reference. In it `NAME` is a scalar, `[X]` a list of `X`, `{KEY: X}` a mapping with free
//! keys, and `A | B` one or the other. Every object is a mapping; a key that is left out has the value after `=`.
//!
//! # The file
//!
//! ```yaml
//! postgres: 15 | [15, 17]        # the major versions it is for, oldest and newest
//! naming: snake_case | verbatim  # = snake_case; how keys become SQL names
//! include: PATH | [PATH]         # more files, relative to this one, in which the other four and `rust` do not stand
//! manage: PATTERN | [PATTERN]    # what evenkeel owns: `billing.*`, `tmp_*` (in public); `*` is any characters
//! ignore: PATTERN | [PATTERN]    # what it leaves alone; wins over manage
//! rust: {times: jiff | chrono | time,   # = jiff
//!        derive: PATH | [PATH],         # what the structs of rows and of composites, and the enums, derive besides
//!        derive_new: PATH | [PATH],     # what the structs of new rows do
//!        derive_patch: PATH | [PATH]}   # what the structs of patches do
//! extensions: [NAME] | {NAME: EXTENSION}
//! schemas: [KEY] | {KEY: SCHEMA}
//! types: {KEY: TYPE}
//! sequences: {KEY: SEQUENCE}
//! tables: {KEY: TABLE}
//! x-ANYTHING: …                  # ignored: a place for YAML anchors
//! ```
//!
//! # Names
//!
//! A key without capital letters is the SQL name as it stands (`_a__b`, `order items`); one with capitals becomes
//! snake_case, leading underscores kept (`createdAt` is `created_at`, `apiKeys2` is `api_keys2`). Keys of schemas,
//! types, composite fields, sequences, tables, columns and checks follow this rule. `name:` gives the SQL name itself,
//! and `naming: verbatim` makes every key one. Labels of enums, extensions, storage parameters, operator classes,
//! collations and the `name:` of indexes and constraints are always SQL names.
//!
//! A dot in the key of a type, sequence or table parts schema from name (`billing.invoice`); with `schema:` beside it
//! the key is not parted. The schema must stand under `schemas:`, except `public`, which is also the schema of keys
//! without a dot.
//!
//! References, column lists and `renamed_from` use keys; SQL text uses SQL names. An SQL text is one expression, which a
//! comment may follow: no `;`, no `,` outside of brackets, nothing left open. `renamed_from` is one KEY or a list of
//! them, oldest first; a member may be `{name: SQL_NAME, schema: KEY}` for what no key can say. `invoice` in the
//! `renamed_from` of a table, type or sequence means the same schema, `billing.invoice` another.
//!
//! # Objects
//!
//! Keys that every object with a COMMENT takes: `comment`. Keys of every object that can be renamed: `name`,
//! `renamed_from`. They are left out below.
//!
//! ```yaml
//! EXTENSION: {schema: KEY, version: TEXT, comment: TEXT} | nothing
//! SCHEMA: {} | nothing
//!
//! TYPE:                          # one of the three, and `schema: KEY`
//!   enum: [LABEL | {value: LABEL, renamed_from: LABEL | [LABEL]}]
//!   composite: {KEY: DATA_TYPE | {type: DATA_TYPE, collation: NAME, comment:, name:, renamed_from:}}
//!   domain: DATA_TYPE            # and beside it:
//!     not_null: false
//!     default: DEFAULT
//!     collation: NAME
//!     checks: as of a table, without no_inherit; the value is called VALUE
//!
//! SEQUENCE: {type: bigint, start:, increment: 1, min:, max:, cache: 1, cycle: false, owned_by: TABLE.COLUMN,
//!            unlogged: false, schema: KEY}
//!
//! TABLE:
//!   schema: KEY
//!   group: TEXT                  # application: the heading it is shown under
//!   struct: RustName             # application: = the key in UpperCamelCase
//!   derive: PATH | [PATH]        # application: what the struct and its enums derive beyond those of the file;
//!                                # so with derive_new, derive_patch
//!   unlogged: false
//!   with: {PARAMETER: VALUE}     # storage parameters, those of the TOAST table as `toast.NAME`
//!   columns: {KEY: COLUMN}
//!   primary_key: COLUMN_KEY | [COLUMN_KEY] | {columns: [COLUMN_KEY], include:, with:, deferrable:, without_overlaps: false}
//!   unique: [COLUMN_KEY | [COLUMN_KEY] | {columns: [COLUMN_KEY], nulls_not_distinct: false, include:, with:, deferrable:,
//!            without_overlaps: false}]
//!   checks: {KEY: SQL | {sql: SQL, no_inherit: false, not_valid: false, not_enforced: false}}
//!           | [SQL | {sql: SQL, …}]                      # without a name: PostgreSQL's default name
//!   exclusions: [{columns: [ELEMENT with operator: OPERATOR], method: gist, include:, where: SQL, with:, deferrable:}]
//!   foreign_keys: [{columns: COLUMN_KEY | [COLUMN_KEY], references: TABLE.COLUMN | {table: KEY, columns: [COLUMN_KEY]}, …FK}]
//!   indexes: [COLUMN_KEY | [COLUMN_KEY] | {columns: COLUMN_KEY | [ELEMENT], method: btree, unique: false,
//!             nulls_not_distinct: false, include: [COLUMN_KEY], where: SQL, with: {PARAMETER: VALUE}}]
//!
//! COLUMN: DATA_TYPE | …          # NOT NULL unless the type ends in `?`
//!   type: DATA_TYPE
//!   nullable: false
//!   primary_key: false           # several flagged columns make one key, in their order
//!   unique: false | true | {nulls_not_distinct:, include:, with:, deferrable:, name:, comment:, renamed_from:}
//!   references: TABLE.COLUMN | {table: KEY, column: KEY, name:, comment:, renamed_from:, …FK}
//!   on_delete: ACTION            # beside references
//!   on_update: ACTION
//!   default: DEFAULT
//!   identity: always | by_default | {kind: always | by_default, sequence: NAME, start:, increment:, min:, max:, cache:, cycle:}
//!   generated: SQL | {stored: SQL} | {virtual: SQL}      # plain SQL is stored
//!   collation: NAME
//!   storage: plain | external | main | extended
//!   compression: pglz | lz4
//!   not_null: {name: NAME, no_inherit: false, not_valid: false}  # PostgreSQL 18: a NOT NULL that is named or restricted
//!   using: SQL                   # how old values become new ones when the type changes
//!   values: [TEXT]               # application: the values allowed; the Rust variants are in UpperCamelCase, those of
//!                                # signs alone (`<`, `+`) by what they are called: LessThan, Plus, and U2264 for `≤`
//!   generate: ulid | nanoid | uuid_v7
//!   touch: false                 # application: an update sets it to the present time
//!   rust: RUST_TYPE
//!   field: rust_name             # application: = the name in snake_case
//!
//! FK: {on_delete: ACTION, on_update: ACTION, match: simple | full, deferrable:, not_valid: false, not_enforced: false,
//!      period: false}
//! ACTION: no_action | restrict | cascade | set_null | set_default, and for on_delete {set_null: [COLUMN_KEY]} and
//!         {set_default: [COLUMN_KEY]}
//! deferrable: false | true | deferred        # true: initially immediate
//!
//! ELEMENT: COLUMN_KEY | {column: COLUMN_KEY, …} | {expression: SQL, …} with
//!   {collation: NAME, operator_class: NAME | {name: NAME, with: {PARAMETER: VALUE}}, order: asc | desc, nulls: first | last}
//! ```
//!
//! Collations and operator classes are `NAME` or `SCHEMA.NAME`; a dot parts only where a known schema stands before it
//! (so `en_US.utf8` is whole). A collation without a schema is one of `pg_catalog`.
//!
//! # Types
//!
//! As in SQL, in any case, with every alias of PostgreSQL's grammar (`varchar(20)`, `int8`, `timestamp(3) with time
//! zone`, `text[]`), `serial`, `bigserial` and `smallserial` included; then `?` where NULL is allowed. Types of the
//! file go by key or SQL name and win over PostgreSQL's own of that name, which `pg_catalog.NAME` then says. The row
//! type of a table goes by the table's key. A name that nobody knows is an error unless one of the `extensions` may
//! bring it; with a schema before it, it is taken as it stands.
//!
//! # Defaults
//!
//! - a quoted scalar is text that the type reads: `default: '5'`
//! - a plain scalar is a value of the type, taken from its source text: `free`, `5`, `1.10`, `true`
//! - a plain `name(...)` is an expression: `now()`
//! - a list or mapping is a value of an array, `json` or `jsonb`: `{}`, `[a, b]`
//! - `{sql: SQL}` is any expression, `{value: …}` any of the values above (a json object with the key `sql`)
//!
//! # YAML
//!
//! YAML 1.2 with anchors, aliases and merge keys (`<<`). Only `null`, `~` and nothing at all are null, only `true` and
//! `false` are boolean; everywhere else a plain scalar is its source text.

pub mod diagnostics;
pub(crate) mod expression;
pub mod naming;
pub mod quotes;

mod data_type;
mod find;
mod literal;
mod meaning;
mod source;
mod spec;
pub mod text;
mod yaml;

use std::path::{Path, PathBuf};
use std::{fmt, io};

pub use find::find;
pub use source::{Disk, Loader};
pub use spec::json_schema;

use crate::declared::SourceFile;
use crate::diagnostic::Severity;
use crate::{Declared, Diagnostic};

/// The findings about a text or a value on which nothing else hangs: an object is as it is without it, and all others are as
/// they are declared.
const LEAVES: [&str; 3] = ["wrong-sql", "empty-sql", "wrong-default"];

/// Reads a schema file with all that it includes. With what it declares come the findings that are no errors.
///
/// # Errors
///
/// [`ReadError`] with all findings of all files.
pub fn read(path: &Path) -> Result<(Declared, Vec<Diagnostic>), ReadError> {
    read_with(path, &mut Disk)
}

/// The same with the text of files from elsewhere: a [`BTreeMap`](std::collections::BTreeMap) of paths to text is a
/// [`Loader`].
///
/// # Errors
///
/// [`ReadError`] with all findings of all files.
pub fn read_with(path: &Path, loader: &mut dyn Loader) -> Result<(Declared, Vec<Diagnostic>), ReadError> {
    let sources = source::load(path, loader).map_err(|error| ReadError::Unreadable { path: path.to_owned(), error })?;
    let source::Sources { files, documents, mut findings } = sources;
    let declared = meaning::read(files, &documents, &mut findings);
    findings.sort_by_key(|finding| finding.place);
    // What is looked at as a key and as a name is wrong once.
    findings.dedup_by(|one, other| (one.place, one.code, &one.message) == (other.place, other.code, &other.message));
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        let is_leaf = |finding: &Diagnostic| finding.severity != Severity::Error || LEAVES.contains(&finding.code);
        let files = declared.places.files.clone();
        let sound = findings.iter().all(is_leaf).then(|| Box::new(declared));
        return Err(ReadError::Invalid { findings, files, sound });
    }
    Ok((declared, findings))
}

/// The same for one text that includes nothing.
///
/// # Errors
///
/// [`ReadError`] with all findings.
pub fn read_text(path: &Path, text: &str) -> Result<(Declared, Vec<Diagnostic>), ReadError> {
    let mut files = std::collections::BTreeMap::from([(path.to_owned(), text.to_owned())]);
    read_with(path, &mut files)
}

/// What keeps a text from being YAML, if that is so.
pub fn broken_yaml(text: &str) -> Option<Diagnostic> {
    let mut findings = Vec::new();
    match yaml::parse(0, text, &mut findings) {
        Some(_) => None,
        None => findings.pop(),
    }
}

/// Why a schema file cannot be used.
#[derive(Debug)]
pub enum ReadError {
    /// The file itself cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It or what it includes has errors in it.
    Invalid {
        /// All findings of all files, errors and warnings, in the order of the files.
        findings: Vec<Diagnostic>,
        /// The files they speak of, for [`diagnostics::render`].
        files: Vec<SourceFile>,
        /// What it declares without the expressions and defaults that are wrong, where nothing else is: a server may
        /// know more that is wrong with it.
        sound: Option<Box<Declared>>,
    },
}

impl ReadError {
    /// Everything that is wrong as a person reads it, without a line feed at the end.
    pub fn render(&self, colour: bool) -> String {
        match self {
            Self::Unreadable { .. } => format!("error: {self}"),
            Self::Invalid { findings, files, .. } => diagnostics::render_all(findings, files, colour),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, error } => match error.kind() {
                io::ErrorKind::NotFound => write!(formatter, "there is no file {}", path.display()),
                _ => write!(formatter, "cannot read {}: {error}", path.display()),
            },
            Self::Invalid { .. } => formatter.write_str(&self.render(false)),
        }
    }
}

impl std::error::Error for ReadError {}
