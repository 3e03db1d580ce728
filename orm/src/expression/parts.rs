//! What expressions are made of.

use std::ops::Deref;
use std::slice;
use std::sync::Arc;
use std::vec;

use crate::column::ColumnAt;
use crate::query::SelectTree;
use crate::sql::Parameter;

/// A piece of an expression.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Text as it stands in SQL.
    Text(&'static str),
    /// A column.
    Column(ColumnAt),
    /// A parameter.
    Parameter(Parameter),
    /// A statement in parentheses.
    Query(Arc<SelectTree>),
}

/// The pieces of an expression. One alone, which a column and a parameter are, is kept in place.
#[derive(Clone, Debug)]
pub(crate) enum Parts {
    One(Part),
    Several(Vec<Part>),
}

/// How many pieces a comparison has at most, for which room is made at once.
const COMPARISON: usize = 4;

impl Parts {
    pub(crate) fn as_slice(&self) -> &[Part] {
        match self {
            Self::One(part) => slice::from_ref(part),
            Self::Several(parts) => parts,
        }
    }

    /// The same as a list, with room for more.
    pub(super) fn into_list(self) -> Vec<Part> {
        match self {
            Self::One(part) => {
                let mut parts = Vec::with_capacity(COMPARISON);
                parts.push(part);
                parts
            }
            Self::Several(parts) => parts,
        }
    }

    /// Adds them to a list.
    pub(super) fn add_to(self, out: &mut Vec<Part>) {
        match self {
            Self::One(part) => out.push(part),
            Self::Several(mut parts) => out.append(&mut parts),
        }
    }
}

impl Deref for Parts {
    type Target = [Part];

    fn deref(&self) -> &[Part] {
        self.as_slice()
    }
}

impl From<Vec<Part>> for Parts {
    fn from(parts: Vec<Part>) -> Self {
        Self::Several(parts)
    }
}

impl IntoIterator for Parts {
    type Item = Part;
    type IntoIter = vec::IntoIter<Part>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_list().into_iter()
    }
}
