//! What a plan has to know of the server and of the decisions in the schema file.

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;

/// What is known besides the two catalogs.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The server's major version.
    pub major: u32,
    /// Whether nobody else uses the database, so that the direct form of every change will do.
    pub exclusive: bool,
    /// How values of one type become values of another, for the pairs of types (as SQL text) that are asked about.
    /// A pair that is not there converts automatically.
    pub conversions: BTreeMap<(String, String), Conversion>,
    /// `using:` expressions of the schema file, by table and column.
    pub using: BTreeMap<(QualifiedName, String), String>,
}

/// How values of one type become values of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// ALTER COLUMN … TYPE does it by itself.
    Automatic,
    /// It needs `USING column::type`.
    Explicit,
    /// It needs `USING column::text::type`: there is no cast but the one through text.
    ThroughText,
    /// There is no cast: a person has to say how.
    Impossible,
}
