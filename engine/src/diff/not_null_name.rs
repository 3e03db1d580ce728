//! Names that the server gave to NOT NULL constraints, which it does from version 18 on.
//!
//! A rename of a table or column leaves the name as it is, and an older version has none that a dump or an upgrade could
//! bring along: so two databases that went the same way differ in them, and nobody decided that. Only a name that somebody
//! chose is a difference.

use std::borrow::Cow;
use std::sync::Arc;

use evenkeel_model::Catalog;
use evenkeel_model::object::NotNullConstraint;

/// Whether the server may have made the name, for whatever its column and table were called then, and nothing else is
/// special about the constraint.
fn is_servers(constraint: &NotNullConstraint) -> bool {
    let stem = constraint.name.trim_end_matches(|character: char| character.is_ascii_digit());
    stem.ends_with("_not_null") && constraint.validated && !constraint.no_inherit && constraint.comment.is_none()
}

/// What is wanted, where no name was chosen with the name that is there.
pub fn with_names_of<'a>(wanted: &'a Catalog, there: &Catalog) -> Cow<'a, Catalog> {
    let mut result = Cow::Borrowed(wanted);
    for (name, table) in &wanted.tables {
        let Some(found) = there.tables.get(name) else { continue };
        for (column, definition) in &table.columns {
            let Some(found) = found.columns.get(column) else { continue };
            if definition.not_null
                && definition.not_null_constraint.is_none()
                && let Some(constraint) = found.not_null_constraint.as_ref().filter(|constraint| is_servers(constraint))
                && let Some(table) = result.to_mut().tables.get_mut(name)
                && let Some(definition) = Arc::make_mut(table).columns.get_mut(column)
            {
                definition.not_null_constraint = Some(constraint.clone());
            }
        }
    }
    result
}

/// A catalog without the names that nobody chose.
pub(crate) fn without_names(catalog: &Catalog) -> Cow<'_, Catalog> {
    let mut result = Cow::Borrowed(catalog);
    for (name, table) in &catalog.tables {
        for (column, definition) in &table.columns {
            if definition.not_null_constraint.as_ref().is_some_and(is_servers)
                && let Some(table) = result.to_mut().tables.get_mut(name)
                && let Some(definition) = Arc::make_mut(table).columns.get_mut(column)
            {
                definition.not_null_constraint = None;
            }
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_the_server_makes_them() {
        let named =
            |name: &str| NotNullConstraint { name: name.to_owned(), no_inherit: false, validated: true, comment: None };
        assert!(is_servers(&named("a_b_not_null")));
        assert!(is_servers(&named("a_b_not_null12")));
        assert!(!is_servers(&named("b_is_needed")));
        assert!(!is_servers(&named("a_not_null_b")));
        assert!(!is_servers(&NotNullConstraint { comment: Some("why".to_owned()), ..named("a_b_not_null") }));
        assert!(!is_servers(&NotNullConstraint { validated: false, ..named("a_b_not_null") }));
    }
}
