//! Values and columns as the checker knows them.

use evenkeel_model::QualifiedName;
use sqlparser::tokenizer::Span;

use crate::types::Type;

/// What an expression is.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
    /// Whether it is an array in which an element may be NULL.
    pub(crate) holes: bool,
    /// The column whose Rust type it has.
    pub(crate) origin: Option<Origin>,
    /// The number less one of the parameter that it is, and nothing more.
    pub(crate) parameter: Option<usize>,
    /// The text that it is, in quotes and nothing more.
    pub(crate) literal: Option<String>,
    /// The types of its parts, where it is a row of them.
    pub(crate) parts: Option<Vec<Value>>,
}

/// The column from which a value comes unchanged, where that column has a Rust type of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) table: QualifiedName,
    pub(crate) column: String,
    /// How many arrays stand around the column's value, or were taken off it where it is less than none.
    pub(crate) lists: i8,
}

impl Origin {
    pub(crate) fn in_list(&self) -> Self {
        Self { lists: self.lists + 1, ..self.clone() }
    }

    pub(crate) fn element(&self) -> Self {
        Self { lists: self.lists - 1, ..self.clone() }
    }
}

/// A column of something in FROM, or of a result.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// Whether it can be NULL where its row is there.
    pub(crate) nullable: bool,
    /// Whether it is an array in which an element may be NULL.
    pub(crate) holes: bool,
    /// The outer joins that may have no row for it.
    pub(crate) outer: Vec<u32>,
    pub(crate) id: u32,
    pub(crate) origin: Option<Origin>,
    /// A bare literal that has no type yet.
    pub(crate) literal: Option<String>,
    /// A bare parameter.
    pub(crate) parameter: Option<usize>,
    /// Where it stands, for a column of a result.
    pub(crate) place: Span,
}

impl Value {
    pub(crate) fn new(ty: Type, nullable: bool) -> Self {
        Self { ty, nullable, holes: false, origin: None, parameter: None, literal: None, parts: None }
    }

    /// The same, an array in which an element may be NULL if that is so.
    pub(crate) fn with_holes(self, holes: bool) -> Self {
        Self { holes, ..self }
    }

    pub(crate) fn with_origin(self, origin: Option<Origin>) -> Self {
        Self { origin, ..self }
    }
}
