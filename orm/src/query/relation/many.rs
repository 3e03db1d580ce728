//! How many rows belong to one.

use crate::error::Error;

/// How many rows belong to one: [`One`], [`Maybe`] or [`Many`].
pub trait Multiplicity: 'static {
    /// What holds them.
    type Of<T: Send>: Send;

    /// Whether several may belong to one: then those that they belong to are told apart by the server.
    #[doc(hidden)]
    const SEVERAL: bool = false;

    /// Takes the rows that were found.
    ///
    /// # Errors
    /// Where one must be there and is not.
    fn collect<T: Send>(rows: Vec<T>, what: &'static str) -> Result<Self::Of<T>, Error>;
}

/// One, always: the foreign key cannot be NULL.
#[derive(Clone, Copy, Debug)]
pub enum One {}

/// One or none.
#[derive(Clone, Copy, Debug)]
pub enum Maybe {}

/// Any number.
#[derive(Clone, Copy, Debug)]
pub enum Many {}

impl Multiplicity for One {
    type Of<T: Send> = T;

    fn collect<T: Send>(rows: Vec<T>, what: &'static str) -> Result<T, Error> {
        rows.into_iter().next().ok_or_else(|| Error::not_found(what))
    }
}

impl Multiplicity for Maybe {
    type Of<T: Send> = Option<T>;

    fn collect<T: Send>(rows: Vec<T>, _: &'static str) -> Result<Option<T>, Error> {
        Ok(rows.into_iter().next())
    }
}

impl Multiplicity for Many {
    type Of<T: Send> = Vec<T>;
    const SEVERAL: bool = true;

    fn collect<T: Send>(rows: Vec<T>, _: &'static str) -> Result<Vec<T>, Error> {
        Ok(rows)
    }
}
