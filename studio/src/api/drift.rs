use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// `POST /api/drift`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(optional_fields))]
pub struct DriftRequest {
    /// A name that the page makes up, for `/api/cancel`.
    #[serde(default)]
    pub request: Option<String>,
}

/// `POST /api/drift`: the schema file against the live database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DriftResponse {
    /// How the two stand.
    pub state: DriftState,
    /// What is wrong with the schema file, or why the two cannot be compared; then there are no objects.
    pub problems: Vec<DriftProblem>,
    /// The objects that differ.
    pub objects: Vec<DriftObject>,
    /// Objects of the database that no migration made and the file does not name: they are left alone.
    pub unmanaged: Vec<String>,
    /// The migrations that the database has not got yet. The file may be ahead of it for that reason alone.
    pub pending: u32,
    /// How long it took.
    pub milliseconds: u64,
}

/// How the schema file and the database stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum DriftState {
    /// They say the same.
    Same,
    /// They differ.
    Different,
    /// The file is broken, or the comparison failed: see the problems.
    Unknown,
}

/// Something that is wrong, with its place in a file where it has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct DriftProblem {
    /// A stable short name.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where.
    pub place: Option<DriftPlace>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct DriftPlace {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The line's text.
    pub text: String,
}

/// An object that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct DriftObject {
    /// What it is: `table`, `index` …
    pub kind: String,
    /// Its name with its schema.
    pub name: String,
    /// What would be done to it to make the database like the file.
    pub change: DriftChange,
    /// Each difference in words.
    pub details: Vec<String>,
    /// As the schema file declares it, in the language of the schema file; null where it does not.
    pub wanted: Option<String>,
    /// As the database has it, in the same language; null where it does not.
    pub live: Option<String>,
}

/// What would be done to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum DriftChange {
    /// It is made.
    Create,
    /// It is changed.
    Alter,
    /// It is dropped.
    Drop,
}

/// `POST /api/drift/generate`: writes the migration, proved, and the generated files anew, as `keel gen` does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct GenerateRequest {
    /// Its name; made of what changes where it is left out.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it may lose data.
    #[cfg_attr(test, ts(optional = false))]
    pub allow_destructive: bool,
    /// A name that the page makes up, for `/api/cancel`.
    #[serde(default)]
    pub request: Option<String>,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct GenerateResponse {
    /// The migration's folder; null where there was nothing to migrate.
    pub folder: Option<String>,
    /// Every file that was written: those of the migration, and what is generated from the schema file where it was not
    /// fresh.
    pub files: Vec<String>,
    /// The text of `up.sql`.
    pub up: Option<String>,
    /// The text of `down.sql`.
    pub down: Option<String>,
    /// What changes, in words.
    pub changes: Vec<String>,
    /// What the proof saw.
    pub proved: Vec<String>,
    /// What it could not see.
    pub not_proved: Vec<String>,
}
