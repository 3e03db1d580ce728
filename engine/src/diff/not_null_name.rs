//! Names that the server gave to NOT NULL constraints, which it does from version 18 on.
//!
//! A rename of a table or column leaves the name as it is, and an older version has none that a dump or an upgrade could
//! bring along: so two databases that went the same way differ in them, and nobody decided that. Only a name that somebody
//! chose is a difference: one that the server would not have made of what table and column are or were called.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use evenkeel_model::declared::{Rename, RenamedObject};
use evenkeel_model::name::make_object_name;
use evenkeel_model::object::NotNullConstraint;
use evenkeel_model::{Catalog, Declared, QualifiedName};

/// The first major version in which NOT NULL constraints have names.
const FIRST_WITH_NAMES: u32 = 18;

/// What tables and columns have been called, as far as that is known. Schemas do not count: the server makes no names of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownNames {
    /// Two names of one table.
    tables: BTreeSet<(String, String)>,
    /// Two names of one column, with a name of its table.
    columns: BTreeSet<(String, String, String)>,
    /// Whether nobody can have chosen a name: a file that is for an older version too has no way to say one.
    none_is_chosen: bool,
}

impl KnownNames {
    /// What a file says of former names.
    pub fn of(declared: &Declared) -> Self {
        let mut known = Self::of_renames(&declared.renames);
        known.none_is_chosen = declared.postgres.is_some_and(|(oldest, _)| oldest < FIRST_WITH_NAMES);
        known
    }

    /// What renames say of former names.
    pub fn of_renames(renames: &[Rename]) -> Self {
        let mut known = Self::default();
        for rename in renames {
            match &rename.object {
                RenamedObject::Table(new) => known.note_table(&rename.from, &new.name),
                RenamedObject::Column(table, new) => known.note_column(&table.name, &rename.from, new),
                _ => {}
            }
        }
        known
    }

    /// Notes that a table has been called by both names.
    pub fn note_table(&mut self, one: &str, other: &str) {
        self.tables.insert((one.to_owned(), other.to_owned()));
    }

    /// Notes that a column of a table has been called by both names.
    pub fn note_column(&mut self, table: &str, one: &str, other: &str) {
        self.columns.insert((table.to_owned(), one.to_owned(), other.to_owned()));
    }

    /// Adds what others know.
    pub fn extend(&mut self, others: Self) {
        self.tables.extend(others.tables);
        self.columns.extend(others.columns);
        self.none_is_chosen |= others.none_is_chosen;
    }

    /// Whether the server may have made the name, and nothing else is special about the constraint.
    fn is_servers(&self, table: &QualifiedName, column: &str, constraint: &NotNullConstraint) -> bool {
        if !constraint.validated || constraint.no_inherit || constraint.comment.is_some() {
            return false;
        }
        if self.none_is_chosen {
            return true;
        }
        // Where a name is taken the server tries the label with 1, 2, … behind it.
        let stem = constraint.name.trim_end_matches(|character: char| character.is_ascii_digit());
        let number = constraint.name.get(stem.len()..).unwrap_or_default();
        if number.starts_with('0') {
            return false;
        }
        let label = format!("not_null{number}");
        let tables = connected(&table.name, &self.tables.iter().map(|(one, other)| (one, other)).collect::<Vec<_>>());
        let of_table = self.columns.iter().filter(|(table, ..)| tables.contains(table.as_str()));
        let columns = connected(column, &of_table.map(|(_, one, other)| (one, other)).collect::<Vec<_>>());
        tables
            .iter()
            .any(|table| columns.iter().any(|column| make_object_name(table, Some(column), &label) == constraint.name))
    }
}

/// A name, and those to which it leads from pair to pair.
fn connected<'a>(name: &'a str, pairs: &[(&'a String, &'a String)]) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::from([name]);
    let mut waiting = vec![name];
    while let Some(name) = waiting.pop() {
        for (one, other) in pairs {
            let next = match (one.as_str(), other.as_str()) {
                (one, other) if one == name => other,
                (one, other) if other == name => one,
                _ => continue,
            };
            if found.insert(next) {
                waiting.push(next);
            }
        }
    }
    found
}

/// What is wanted, where no name was chosen with the name that is there.
pub fn with_names_of<'a>(wanted: &'a Catalog, there: &Catalog, known: &KnownNames) -> Cow<'a, Catalog> {
    let mut result = Cow::Borrowed(wanted);
    for (name, table) in &wanted.tables {
        let Some(found) = there.tables.get(name) else { continue };
        for (column, definition) in &table.columns {
            let Some(found) = found.columns.get(column) else { continue };
            if definition.not_null
                && definition.not_null_constraint.is_none()
                && let Some(constraint) = &found.not_null_constraint
                && known.is_servers(name, column, constraint)
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
pub(crate) fn without_names<'a>(catalog: &'a Catalog, known: &KnownNames) -> Cow<'a, Catalog> {
    let mut result = Cow::Borrowed(catalog);
    for (name, table) in &catalog.tables {
        for (column, definition) in &table.columns {
            if let Some(constraint) = &definition.not_null_constraint
                && known.is_servers(name, column, constraint)
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

    fn named(name: &str) -> NotNullConstraint {
        NotNullConstraint { name: name.to_owned(), no_inherit: false, validated: true, comment: None }
    }

    #[test]
    fn names_as_the_server_makes_them() {
        let table = QualifiedName::new("public", "a");
        let known = KnownNames::default();
        let is_servers = |constraint: &NotNullConstraint| known.is_servers(&table, "b", constraint);
        for name in ["a_b_not_null", "a_b_not_null12"] {
            assert!(is_servers(&named(name)), "{name}");
        }
        for name in ["b_is_needed", "b_not_null", "a_c_not_null", "c_b_not_null", "a_b_not_null01", "a_not_null_b"] {
            assert!(!is_servers(&named(name)), "{name}");
        }
        assert!(!is_servers(&NotNullConstraint { comment: Some("why".to_owned()), ..named("a_b_not_null") }));
        assert!(!is_servers(&NotNullConstraint { validated: false, ..named("a_b_not_null") }));
        // The longer part gives way, and more of it for a number.
        let long = QualifiedName::new("public", "t".repeat(60));
        for label in ["not_null", "not_null1", "not_null10"] {
            let name = make_object_name(&long.name, Some("b"), label);
            assert_eq!(name.len(), 63);
            assert!(known.is_servers(&long, "b", &named(&name)), "{name}");
        }
    }

    #[test]
    fn names_of_which_the_server_made_others() {
        let table = QualifiedName::new("public", "c");
        let mut known = KnownNames::default();
        known.note_table("a", "b");
        known.note_table("b", "c");
        known.note_column("b", "x", "y");
        known.note_column("other", "y", "z");
        for name in ["c_y_not_null", "a_y_not_null", "b_x_not_null", "a_x_not_null2"] {
            assert!(known.is_servers(&table, "y", &named(name)), "{name}");
        }
        for name in ["d_y_not_null", "c_z_not_null"] {
            assert!(!known.is_servers(&table, "y", &named(name)), "{name}");
        }
        let for_older = KnownNames::of(&Declared { postgres: Some((17, 18)), ..Declared::default() });
        assert!(for_older.is_servers(&table, "y", &named("chosen")));
    }
}
