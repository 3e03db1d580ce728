//! Values of a result that could not be read.

use std::any::type_name;
use std::error::Error as StdError;
use std::fmt;

use crate::enumeration::UnknownValue;
use crate::sql::{Origin, Sql};

type Source = Box<dyn StdError + Send + Sync>;

/// A value of a result that could not be read, and why.
#[derive(Debug)]
pub(crate) struct Unreadable {
    column: String,
    /// Why, without the value.
    reason: String,
    /// The same as it was said, perhaps with the value.
    source: Source,
    statement: Option<String>,
    origin: Option<Origin>,
}

impl Unreadable {
    pub(super) fn new(column: &str, source: Source) -> Self {
        let (reason, source) = match source.downcast::<Foreign>() {
            Ok(foreign) => (format!("{} does not take it", foreign.rust), foreign.source),
            Err(source) => (without_value(&*source), source),
        };
        Self { column: column.to_owned(), reason, source, statement: None, origin: None }
    }

    /// Says of which statement the result is.
    pub(super) fn tell(&mut self, sql: &Sql) {
        self.statement = Some(sql.text().to_owned());
        self.origin = sql.origin();
    }

    pub(super) fn statement(&self) -> Option<&str> {
        self.statement.as_deref()
    }

    pub(super) fn source(&self) -> &(dyn StdError + 'static) {
        &*self.source
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, reason, origin, .. } = self;
        write!(formatter, "the column {column} of the result cannot be read: {reason}")?;
        match origin {
            Some(Origin { rust, .. }) => write!(formatter, " (a query of {rust})"),
            None => Ok(()),
        }
    }
}

/// The reason, where it repeats no value: those of others do.
fn without_value(source: &(dyn StdError + Send + Sync + 'static)) -> String {
    if let Some(unknown) = source.downcast_ref::<UnknownValue>() {
        return format!("it is no value of {}", unknown.enumeration());
    }
    if let Some(json) = source.downcast_ref::<serde_json::Error>() {
        let (line, column) = (json.line(), json.column());
        return format!("its JSON does not fit the type in Rust, at line {line}, column {column}");
    }
    source.to_string()
}

/// That a type of the application did not take a value; it may repeat it.
#[derive(Debug)]
pub(crate) struct Foreign {
    rust: &'static str,
    source: Source,
}

impl Foreign {
    /// What `T` says.
    #[cold]
    pub(crate) fn of<T>(source: impl Into<Source>) -> Source {
        Box::new(Self { rust: type_name::<T>(), source: source.into() })
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} does not take it: {}", self.rust, self.source)
    }
}

impl StdError for Foreign {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
