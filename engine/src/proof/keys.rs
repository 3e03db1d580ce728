//! The foreign keys of tables: those that are there, and those that a plan adds, which the rows have to satisfy too.

use std::collections::BTreeMap;

use evenkeel_model::object::ForeignKey;
use evenkeel_model::{Catalog, QualifiedName};

use super::later::Later;
use crate::plan::Origins;

/// The foreign keys of tables, by the names of the start.
pub(super) struct Keys(BTreeMap<QualifiedName, Vec<ForeignKey>>);

impl Keys {
    /// The keys now and those that come. `origins` are the names of the start.
    pub(super) fn of(catalog: &Catalog, later: &Later<'_>, origins: &Origins) -> Self {
        let mut keys: BTreeMap<QualifiedName, Vec<ForeignKey>> = catalog
            .tables
            .iter()
            .map(|(name, table)| (name.clone(), table.foreign_keys().map(|(_, key)| key.clone()).collect()))
            .collect();
        for (name, table) in &later.catalog.tables {
            for (_, key) in table.foreign_keys() {
                let Some((owner, key)) = before(catalog, origins, name, key) else {
                    continue;
                };
                let own = keys.entry(owner).or_default();
                let is_known = |known: &ForeignKey| {
                    (&known.columns, &known.references, &known.referenced_columns)
                        == (&key.columns, &key.references, &key.referenced_columns)
                };
                if !own.iter().any(is_known) {
                    own.push(key);
                }
            }
        }
        // The widest first: a column that is in several has the value that goes with the others of that one.
        keys.values_mut().for_each(|own| own.sort_by_key(|key| std::cmp::Reverse(key.columns.len())));
        Self(keys)
    }

    /// Those of a table.
    pub(super) fn of_table(&self, name: &QualifiedName) -> impl Iterator<Item = &ForeignKey> {
        self.0.get(name).into_iter().flatten()
    }
}

/// The table of a key that comes, and the key, by the names of the start; nothing where its columns are not there yet, or
/// have types between which no value can be taken over as it is.
fn before(
    catalog: &Catalog,
    origins: &Origins,
    table: &QualifiedName,
    key: &ForeignKey,
) -> Option<(QualifiedName, ForeignKey)> {
    let (owner, references) = (origins.table(table)?, origins.table(&key.references)?);
    let columns = names(origins, owner, &key.columns)?;
    let referenced_columns = names(origins, references, &key.referenced_columns)?;
    let data_type = |table, column: &String| Some(&catalog.tables.get(table)?.columns.get(column)?.data_type);
    let alike = columns.iter().zip(&referenced_columns).all(|(own, referenced)| {
        let own = data_type(owner, own);
        own.is_some() && own == data_type(references, referenced)
    });
    let key = ForeignKey { columns, references: references.clone(), referenced_columns, ..key.clone() };
    alike.then(|| (owner.clone(), key))
}

fn names(origins: &Origins, table: &QualifiedName, columns: &[String]) -> Option<Vec<String>> {
    columns.iter().map(|column| origins.column(table, column).map(str::to_owned)).collect()
}
