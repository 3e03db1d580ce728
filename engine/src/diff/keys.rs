//! The keys on which a foreign key may rest.

use std::borrow::Cow;

use evenkeel_model::object::{Constraint, ConstraintKind, Deferrability, ForeignKey, IndexKey, Table};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

/// A state in which each foreign key needs all keys that it could rest on. Where several have the same columns, the server
/// chooses one by the order in which they were made, which is another in a database that came to its state in another
/// way: a plan has to hold in all of them.
pub(crate) fn with_possible_keys(catalog: Cow<'_, Catalog>) -> Cow<'_, Catalog> {
    let mut more = Vec::new();
    for (name, table) in &catalog.tables {
        for (constraint, key) in table.foreign_keys() {
            let Some(referenced) = catalog.tables.get(&key.references) else { continue };
            let keys: Vec<_> = keys(&key.references, referenced).filter(|(_, own)| is_over(own, key)).collect();
            if keys.len() > 1 {
                let dependent = ObjectId::Constraint(name.clone(), constraint.clone());
                more.extend(keys.into_iter().map(|(needed, _)| (dependent.clone(), needed)));
            }
        }
    }
    if more.is_empty() {
        return catalog;
    }
    let mut catalog = catalog.into_owned();
    for (dependent, needed) in more {
        catalog.dependencies.insert(dependent, needed);
    }
    Cow::Owned(catalog)
}

fn is_over(columns: &[&String], key: &ForeignKey) -> bool {
    columns.len() == key.referenced_columns.len()
        && key.referenced_columns.iter().all(|column| columns.contains(&column))
}

/// What in a table foreign keys can rest on, with its columns.
fn keys<'a>(name: &'a QualifiedName, table: &'a Table) -> impl Iterator<Item = (ObjectId, Vec<&'a String>)> {
    let constraints = table.constraints.iter().filter_map(|(constraint, definition)| {
        let columns = columns(definition)?;
        Some((ObjectId::Constraint(name.clone(), constraint.clone()), columns))
    });
    let unique = table.indexes.iter().filter(|(_, index)| index.unique && index.predicate.is_none());
    let indexes = unique.filter_map(|(index, definition)| {
        let columns = definition.elements.iter().map(|element| match &element.key {
            IndexKey::Column(column) => Some(column),
            IndexKey::Expression(_) => None,
        });
        Some((ObjectId::Index(name.sibling(index)), columns.collect::<Option<Vec<_>>>()?))
    });
    constraints.chain(indexes)
}

fn columns(constraint: &Constraint) -> Option<Vec<&String>> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. }
            if constraint.deferrability == Deferrability::NotDeferrable =>
        {
            Some(key.columns.iter().collect())
        }
        _ => None,
    }
}
