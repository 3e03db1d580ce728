//! The texts of COMMENT ON.

use std::collections::BTreeMap;

use super::reader::{Fields, FromRow};

/// The comments of a database, by catalog, object and column (0 for the object itself).
pub(super) struct Comments(BTreeMap<(u32, u32, i32), String>);

/// A row of `pg_description`.
pub(super) struct Comment {
    address: (u32, u32, i32),
    text: String,
}

/// The comments of what `initdb` did not make, and those of schemas: `public` may carry one of its own.
pub(super) const SQL: &str = "
    select classoid, objoid, objsubid, description
    from pg_description
    where objoid >= 16384
        or (classoid = 'pg_namespace'::regclass and description <> 'standard public schema')";

impl FromRow for Comment {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self { address: (fields.next()?, fields.next()?, fields.next()?), text: fields.next()? })
    }
}

impl Comments {
    pub(super) fn new(rows: Vec<Comment>) -> Self {
        Self(rows.into_iter().map(|row| (row.address, row.text)).collect())
    }

    /// The comment of an object.
    pub(super) fn of(&self, class: u32, oid: u32) -> Option<String> {
        self.of_column(class, oid, 0)
    }

    /// The comment of a column of a relation.
    pub(super) fn of_column(&self, class: u32, oid: u32, column: i32) -> Option<String> {
        self.0.get(&(class, oid, column)).cloned()
    }

    /// All comments: where they stand, and what they say.
    pub(super) fn all(&self) -> impl Iterator<Item = (&(u32, u32, i32), &str)> {
        self.0.iter().map(|(address, text)| (address, text.as_str()))
    }
}
