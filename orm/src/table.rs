//! What a table is called and what its columns are.

use crate::column::{CanBeSet, Nullability, Place};
use crate::read::Reader;
use crate::value::ValueError;

/// A struct that holds a row of a table; [`schema!`](crate::schema) implements it.
pub trait Table: Sized + Send + Sync + 'static {
    /// The table behind the struct.
    const META: TableMeta;
    /// The same at one place.
    const TABLE: &'static TableMeta = &Self::META;

    /// The columns as the closures of a query get them; those that are NOT NULL have the nullability `J`, which is
    /// [`Null`](crate::Null) where a join may have found no row. Those that the database does not compute can be set where `W`
    /// is [`Settable`](crate::Settable).
    type Columns<J: Nullability, W: CanBeSet>: Copy;

    /// The columns at a place of a query.
    fn columns<J: Nullability, W: CanBeSet>(place: Place) -> Self::Columns<J, W>;

    /// Reads a row, of which the columns come next.
    ///
    /// # Errors
    /// Where a column cannot be read.
    fn read(reader: &mut Reader<'_>) -> Result<Self, ValueError>;
}

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableMeta {
    /// The name of the struct that holds its rows.
    pub rust: &'static str,
    /// The schema it lives in, unquoted.
    pub schema: &'static str,
    /// Its own name, unquoted.
    pub name: &'static str,
    /// The columns, in the order of the struct's fields.
    pub columns: &'static [ColumnMeta],
    /// The names of the primary key's columns in order; empty where there is none.
    pub primary_key: &'static [&'static str],
}

impl TableMeta {
    /// Whether the application makes values for new rows.
    pub(crate) fn generates(&self) -> bool {
        self.columns.iter().any(|column| column.generate.is_some())
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnMeta {
    /// Its name in SQL, unquoted.
    pub name: &'static str,
    /// Its type as the schema file's reader wrote it in SQL.
    pub data_type: &'static str,
    /// What the domain that it is of is made of, where that has a length or the like; else empty.
    pub upon: &'static str,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Whether a new row must, may or cannot be given a value.
    pub written: Written,
    /// How the application makes the value, where it does.
    pub generate: Option<Generate>,
    /// Whether an update sets it to the present time.
    pub touch: bool,
    /// Whether the server is told no type for parameters that meet it, and infers one: they travel as text.
    pub untyped: bool,
    /// What stands behind it where it is read, so that it comes in a form that is understood: `::text`.
    pub read_as: &'static str,
}

impl ColumnMeta {
    /// A column that is NOT NULL and must be given a value.
    pub const fn new(name: &'static str, data_type: &'static str) -> Self {
        Self {
            name,
            data_type,
            upon: "",
            nullable: false,
            written: Written::Required,
            generate: None,
            touch: false,
            untyped: false,
            read_as: "",
        }
    }

    /// The same of a domain that is made of this in the end.
    #[must_use]
    pub const fn upon(self, base: &'static str) -> Self {
        Self { upon: base, ..self }
    }

    /// The same, nullable.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    /// The same with a value of its own where a new row gives none.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { written: Written::Optional, ..self }
    }

    /// The same, computed by the server.
    #[must_use]
    pub const fn never_written(self) -> Self {
        Self { written: Written::Never, ..self }
    }

    /// The same, made by the application.
    #[must_use]
    pub const fn generate(self, generate: Generate) -> Self {
        Self { generate: Some(generate), ..self }
    }

    /// The same, set to the present time by each update.
    #[must_use]
    pub const fn touch(self) -> Self {
        Self { touch: true, ..self }
    }

    /// The same, of a type that the server is not told.
    #[must_use]
    pub const fn untyped(self) -> Self {
        Self { untyped: true, ..self }
    }

    /// The same, with this behind it where it is read.
    #[must_use]
    pub const fn read_as(self, read_as: &'static str) -> Self {
        Self { read_as, ..self }
    }

    /// What a text is cast to so that the column takes it. A cast to a type with a length cuts off silently what does not
    /// fit, where writing it into the column is an error; so does one to a domain upon such a type.
    pub(crate) fn cast_as(&self) -> &'static str {
        let below = if self.upon.is_empty() { self.data_type } else { self.upon };
        match (below.split(['(', '[']).next(), below.ends_with("[]")) {
            (Some("character"), false) => "bpchar",
            (Some("character"), true) => "bpchar[]",
            (Some("character varying"), false) => "character varying",
            (Some("character varying"), true) => "character varying[]",
            (Some("bit" | "bit varying"), false) => "bit varying",
            (Some("bit" | "bit varying"), true) => "bit varying[]",
            _ => self.data_type,
        }
    }
}

/// Whether a new row must, may or cannot be given a value for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It must.
    Required,
    /// It may: the column is nullable, has a default, or the application makes the value.
    Optional,
    /// It cannot: the server computes the value.
    Never,
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

#[cfg(test)]
mod tests {
    use super::ColumnMeta;

    #[test]
    fn no_text_is_cast_to_a_type_with_a_length() {
        let cast_as = |data_type| ColumnMeta::new("a", data_type).cast_as();
        assert_eq!(cast_as("character(3)"), "bpchar");
        assert_eq!(cast_as("character varying(3)[]"), "character varying[]");
        assert_eq!(cast_as("bit(3)"), "bit varying");
        assert_eq!(cast_as("bit varying(3)"), "bit varying");
        assert_eq!(cast_as("numeric(12,2)"), "numeric(12,2)");
        let cast_as = |base| ColumnMeta::new("a", "code").upon(base).cast_as();
        assert_eq!(cast_as("character(3)"), "bpchar");
        assert_eq!(cast_as("numeric(12,2)"), "code");
    }
}
