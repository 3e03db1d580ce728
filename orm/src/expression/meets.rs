//! What a parameter meets: what the server has to be told of its type.

use super::{Part, Raw};
use crate::table::ColumnMeta;
use crate::value::SqlType;

/// What a value of Rust meets where it becomes a parameter.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Meets {
    /// Whether the server is told no type, and infers one.
    untyped: bool,
    beside: Beside,
}

#[derive(Clone, Copy, Debug)]
enum Beside {
    /// Nothing: the value stands for itself.
    Nothing,
    /// The column that becomes the value.
    Target,
    /// An expression of the same type; the column if it is one.
    Same(Option<&'static ColumnMeta>),
    /// One of the type of the elements.
    Element(Option<&'static ColumnMeta>),
    /// One of a list of such.
    List(Option<&'static ColumnMeta>),
}

impl Meets {
    /// Nothing that says of which type it is.
    pub(crate) const NOTHING: Self = Self { untyped: false, beside: Beside::Nothing };

    /// The column that becomes the value.
    pub(crate) fn target(column: &ColumnMeta) -> Self {
        Self { untyped: column.untyped, beside: Beside::Target }
    }

    /// An expression of its own type.
    pub(super) fn same(raw: &Raw) -> Self {
        Self { untyped: raw.untyped, beside: Beside::Same(raw.column_meta()) }
    }

    /// An expression of the type of its elements.
    pub(super) fn element(raw: &Raw) -> Self {
        Self { untyped: raw.untyped, beside: Beside::Element(raw.column_meta()) }
    }

    /// A list of values of its type.
    pub(super) fn list(raw: &Raw) -> Self {
        Self { untyped: raw.untyped, beside: Beside::List(raw.column_meta()) }
    }

    pub(super) fn is_untyped(self) -> bool {
        self.untyped
    }

    /// Writes the cast that the parameter needs, if it does.
    pub(super) fn cast(self, own: SqlType, raw: Raw) -> Raw {
        let is_needed = match self.beside {
            Beside::Nothing => true,
            Beside::Target => false,
            Beside::Same(_) | Beside::Element(_) | Beside::List(_) => own.is_composite,
        };
        if !is_needed {
            return raw;
        }
        // A column knows better than the value, which stands for the type below a domain.
        let (name, is_list) = match self.beside {
            Beside::Same(Some(column)) => (column.cast_as(), false),
            Beside::Element(Some(column)) => (column.cast_as(), true),
            Beside::List(Some(column)) => match column.cast_as().strip_suffix("[]") {
                Some(element) => (element, false),
                None => (own.name, own.is_list),
            },
            _ => (own.name, own.is_list),
        };
        let mut parts = raw.parts.into_list();
        parts.extend([Part::Text("::"), Part::Text(name)]);
        if is_list {
            parts.push(Part::Text("[]"));
        }
        Raw { parts: parts.into(), ..raw }
    }
}

impl Raw {
    /// The column of a table that it is.
    fn column_meta(&self) -> Option<&'static ColumnMeta> {
        match self.parts.as_slice() {
            [Part::Column(at)] => Some(at.meta()).filter(|column| !column.data_type.is_empty()),
            _ => None,
        }
    }
}
