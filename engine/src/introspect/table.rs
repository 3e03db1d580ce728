//! Ordinary tables, with all that belongs to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evenkeel_model::QualifiedName;
use evenkeel_model::object::Table;

use super::IntrospectError;
use super::column::{self, Attributes};
use super::comment::Comments;
use super::constraint::{self, ConstraintRow};
use super::index::Indexes;
use super::names::{Names, class};
use super::relation;
use super::sequence::Sequences;

/// What tables are made from.
pub(super) struct Sources<'rows> {
    pub(super) names: &'rows Names,
    pub(super) attributes: &'rows Attributes,
    pub(super) sequences: &'rows Sequences,
    pub(super) constraints: &'rows BTreeMap<u32, ConstraintRow>,
    pub(super) indexes: &'rows Indexes,
    pub(super) comments: &'rows Comments,
}

impl<'rows> Sources<'rows> {
    /// The ordinary tables.
    ///
    /// # Errors
    /// When the catalog holds something that no version we know has.
    pub(super) fn tables(&self) -> Result<BTreeMap<QualifiedName, Arc<Table>>, IntrospectError> {
        let Self { names, attributes, indexes, comments, .. } = *self;
        let columns = self.columns();
        let mut tables: BTreeMap<u32, Table> = BTreeMap::new();
        for (relation, _) in names.tables() {
            let mut table = Table {
                unlogged: relation.unlogged,
                options: relation::options(&relation.options),
                comment: comments.of(class::RELATION, relation.oid),
                ..Table::default()
            };
            for attribute in attributes.of(relation.oid) {
                table.columns.insert(attribute.name.clone(), columns.column(relation, attribute)?);
            }
            tables.insert(relation.oid, table);
        }
        let sources = constraint::Sources { names, attributes, indexes, comments };
        let mut owned = BTreeSet::new();
        for row in self.constraints.values() {
            if row.owns_index() {
                owned.insert(row.index);
            }
            if let Some(table) = tables.get_mut(&row.table)
                && let Some(constraint) = sources.constraint(row)?
            {
                table.constraints.insert(row.name.clone(), constraint);
            }
        }
        for row in indexes.all().filter(|row| !owned.contains(&row.oid)) {
            if let (Some(table), Some(relation)) = (tables.get_mut(&row.table), names.relations.get(&row.oid)) {
                let index = indexes.index(row, relation, names, attributes, comments);
                table.indexes.insert(relation.name.clone(), index);
            }
        }
        Ok(tables.into_iter().filter_map(|(oid, table)| Some((names.relation(oid)?, Arc::new(table)))).collect())
    }

    /// What columns are made from.
    pub(super) fn columns(&self) -> column::Sources<'rows> {
        let not_nulls = self.constraints.values().filter(|row| row.kind == 'n' && row.table != 0);
        column::Sources {
            names: self.names,
            attributes: self.attributes,
            sequences: self.sequences,
            comments: self.comments,
            not_nulls: not_nulls.filter_map(|row| Some(((row.table, *row.columns.first()?), row))).collect(),
        }
    }
}
