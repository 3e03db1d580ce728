//! What things were called before renames.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::declared::{Rename, RenamedObject};
use evenkeel_model::{Catalog, QualifiedName};

use super::state::old_name;

/// What the tables of a catalog and their columns were called before renames.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// The names before, by the names now.
    tables: BTreeMap<QualifiedName, QualifiedName>,
    /// The names of renamed columns before, by the table's name before and their own now.
    columns: BTreeMap<(QualifiedName, String), String>,
    /// The enum types of which a label has another name now, under their names now.
    relabelled: BTreeSet<QualifiedName>,
}

impl Origins {
    /// Before any rename.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let tables = catalog.tables.keys().map(|name| (name.clone(), name.clone())).collect();
        Self { tables, ..Self::default() }
    }

    /// Notes a rename that acts.
    pub(super) fn note(&mut self, rename: &Rename) {
        match &rename.object {
            RenamedObject::Schema(new) => {
                let moved = |(now, before): (QualifiedName, QualifiedName)| match now.schema == rename.from {
                    true => (QualifiedName::new(new.clone(), now.name), before),
                    false => (now, before),
                };
                self.tables = std::mem::take(&mut self.tables).into_iter().map(moved).collect();
            }
            RenamedObject::Table(new) => {
                if let Some(before) = self.tables.remove(&old_name(rename, new)) {
                    self.tables.insert(new.clone(), before);
                }
            }
            RenamedObject::Column(owner, new) => {
                if let Some(table) = self.tables.get(owner) {
                    let before = self.columns.remove(&(table.clone(), rename.from.clone()));
                    self.columns.insert((table.clone(), new.clone()), before.unwrap_or_else(|| rename.from.clone()));
                }
            }
            RenamedObject::EnumLabel(owner, _) => {
                self.relabelled.insert(owner.clone());
            }
            RenamedObject::Type(_)
            | RenamedObject::Field(..)
            | RenamedObject::Sequence(_)
            | RenamedObject::Constraint(..)
            | RenamedObject::Index(..) => {}
        }
    }

    /// What a table was called before; nothing where it was not there.
    pub fn table(&self, now: &QualifiedName) -> Option<&QualifiedName> {
        self.tables.get(now)
    }

    /// What a column of a table, which was called `table` before, would have been called then; nothing where another
    /// column had this name.
    pub fn column<'a>(&'a self, table: &QualifiedName, now: &'a str) -> Option<&'a str> {
        if let Some(before) = self.columns.get(&(table.clone(), now.to_owned())) {
            return Some(before);
        }
        let is_another = self.columns.iter().any(|((owner, _), before)| owner == table && before == now);
        (!is_another).then_some(now)
    }

    /// The enum types of which a label has another name now, under their names now.
    pub fn relabelled(&self) -> &BTreeSet<QualifiedName> {
        &self.relabelled
    }

    /// The names now by those before, as on the way back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let tables: BTreeMap<_, _> = self.tables.iter().map(|(now, before)| (before.clone(), now.clone())).collect();
        let turned = |((table, now), before): (&(QualifiedName, String), &String)| {
            Some(((tables.get(table)?.clone(), before.clone()), now.clone()))
        };
        let columns = self.columns.iter().filter_map(turned).collect();
        Self { tables, columns, relabelled: self.relabelled.clone() }
    }
}
