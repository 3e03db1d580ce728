//! What a schema file cannot say.

use crate::object::{ConstraintKind, Sequence, Table};
use crate::{Catalog, ObjectId, QualifiedName};

/// What [`write_schema`](super::write_schema) leaves out of the file, one line of words an object: objects of kinds that
/// the language does not have, and what refers to them.
pub fn left_out(catalog: &Catalog) -> Vec<String> {
    let others = catalog.others.keys().map(|(kind, identity)| ObjectId::Other(*kind, identity.clone()).to_string());
    let sequences = catalog.sequences.iter().filter(|(_, sequence)| !has_owner(catalog, sequence)).map(|(name, _)| {
        format!("{}: it belongs to a table that is not in this file", ObjectId::Sequence(name.clone()))
    });
    let of_tables = catalog.tables.iter().flat_map(|(name, table)| of_table(catalog, name, table));
    others.chain(sequences).map(|words| visible(&words)).chain(of_tables).collect()
}

/// The same of one table.
pub(super) fn of_table(catalog: &Catalog, name: &QualifiedName, table: &Table) -> Vec<String> {
    let constraints = table.constraints.iter().filter(|(_, constraint)| !is_resolved(catalog, &constraint.kind));
    let indexes = table.indexes.iter().filter(|(_, index)| !index.valid);
    let constraints = constraints.map(|(constraint, _)| {
        let words = ObjectId::Constraint(name.clone(), constraint.clone());
        format!("{words}: it refers to a table that is not in this file")
    });
    let indexes = indexes.map(|(index, _)| format!("{}: it is invalid", ObjectId::Index(name.sibling(index))));
    constraints.chain(indexes).map(|words| visible(&words)).collect()
}

/// Whether the column that owns a sequence, if one does, is in the catalog.
pub(super) fn has_owner(catalog: &Catalog, sequence: &Sequence) -> bool {
    sequence
        .owned_by
        .as_ref()
        .is_none_or(|(table, column)| catalog.tables.get(table).is_some_and(|table| table.columns.contains_key(column)))
}

/// Whether the table that a foreign key refers to is in the catalog.
pub(super) fn is_resolved(catalog: &Catalog, kind: &ConstraintKind) -> bool {
    match kind {
        ConstraintKind::ForeignKey(key) => catalog
            .tables
            .get(&key.references)
            .is_some_and(|table| key.referenced_columns.iter().all(|column| table.columns.contains_key(column))),
        _ => true,
    }
}

/// The words on one line, whatever characters a name has.
pub(super) fn visible(words: &str) -> String {
    words
        .chars()
        .flat_map(|character| {
            let hidden = character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}');
            let escaped = hidden.then(|| character.escape_default());
            escaped.into_iter().flatten().chain((!hidden).then_some(character))
        })
        .collect()
}
