//! The names of types that the server does not find for a parameter.

/// What a parameter is cast to where the server would not find its type, or find another one.
///
/// It finds the type of most from what stands beside them. For what meets a composite it finds `record`, of which it reads no
/// text, and for an enum that nothing stands beside it finds `text`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqlType {
    /// The type's name as it stands in SQL, with its schema; empty where the server finds the type.
    pub(crate) name: &'static str,
    /// Whether it is an array of these.
    pub(crate) is_list: bool,
    /// Whether the type is not found even where it is compared with a column.
    pub(crate) is_composite: bool,
}

impl SqlType {
    /// That the server finds the type.
    pub const FOUND: Self = Self { name: "", is_list: false, is_composite: false };

    /// That of a composite, by its name in SQL.
    pub const fn of_composite(name: &'static str) -> Self {
        Self { name, is_list: false, is_composite: true }
    }

    /// That of an enum, by its name in SQL; empty where the database holds its values as text.
    pub const fn of_enum(name: &'static str) -> Self {
        Self { name, is_list: false, is_composite: false }
    }

    /// The same for an array of these.
    #[must_use]
    pub const fn list(self) -> Self {
        Self { is_list: true, ..self }
    }
}
