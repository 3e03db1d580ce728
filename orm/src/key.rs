//! The names by which the server tells what was violated.

use std::fmt;
use std::marker::PhantomData;

/// A constraint or unique index of a table, by its name on the server: what [`Error::violates`](crate::Error::violates)
/// compares.
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

/// A primary key, a unique constraint or a unique index of the table of `T`: what
/// [`on_conflict`](crate::Insert::on_conflict) names.
pub struct UniqueKey<T> {
    key: Key,
    target: &'static str,
    table: PhantomData<fn() -> T>,
}

impl<T> UniqueKey<T> {
    /// The key of that name on that table; the target is what stands behind `ON CONFLICT`.
    pub const fn new(key: Key, target: &'static str) -> Self {
        Self { key, target, table: PhantomData }
    }

    /// Its name on the server.
    pub const fn key(self) -> Key {
        self.key
    }

    pub(crate) fn target(self) -> &'static str {
        self.target
    }
}

impl<T> Clone for UniqueKey<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for UniqueKey<T> {}

impl<T> fmt::Debug for UniqueKey<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(formatter)
    }
}

impl<T> From<UniqueKey<T>> for Key {
    fn from(key: UniqueKey<T>) -> Self {
        key.key
    }
}
