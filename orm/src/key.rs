//! The names by which the server tells what was violated.

use std::fmt;

/// A constraint or unique index of a table, by its name on the server: what [`Error::violates`](crate::Error::violates)
/// compares, and what an upsert names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The schema of the table, unquoted.
    pub schema: &'static str,
    /// The table, unquoted.
    pub table: &'static str,
    /// The constraint or index, unquoted.
    pub name: &'static str,
}

impl Key {
    /// The constraint or index of that name on that table.
    pub const fn new(schema: &'static str, table: &'static str, name: &'static str) -> Self {
        Self { schema, table, name }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} of {}.{}", self.name, self.schema, self.table)
    }
}
