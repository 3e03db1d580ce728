//! What becomes of the tables that get sample rows, so that these fit that too.

use evenkeel_model::object::Column;
use evenkeel_model::{Catalog, QualifiedName};

use crate::plan::Origins;

/// What becomes of the tables.
pub(super) struct Later<'a> {
    /// The state in which they will be.
    pub catalog: &'a Catalog,
    /// What they will be called, by what they are called now.
    pub names: &'a Origins,
}

impl Later<'_> {
    /// What becomes of a column.
    pub(super) fn column(&self, table: &QualifiedName, column: &str) -> Option<&Column> {
        let table = self.names.table(table)?;
        self.catalog.tables.get(table)?.columns.get(self.names.column(table, column)?)
    }

    /// Whether a label of an enum type is one afterwards too. Of a type that goes, or becomes one of another kind, all do.
    pub(super) fn keeps_label(&self, name: &QualifiedName, label: &str) -> bool {
        let Some((name, definition)) =
            self.names.enum_type(name).and_then(|now| Some((now, self.catalog.enums.get(now)?)))
        else {
            return true;
        };
        self.names.label(name, label).is_some_and(|now| definition.labels.iter().any(|other| other == now))
    }
}
