//! Tables that become logged or unlogged.
//!
//! A logged table refers to no unlogged one
//! (<https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-UNLOGGED>), at no moment of a plan.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::ForeignKey;
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::context::{Context, temporary_name};
use super::graph::Node;
use crate::diff::{Action, Attribute};

/// The address of the fact that a table is logged or unlogged as it will be.
pub(super) fn logged(table: &QualifiedName) -> ObjectId {
    ObjectId::Constraint(table.clone(), temporary_name(&table.name, "logged"))
}

/// Of tables that refer to each other in a circle none can be the first: their foreign keys go and come back.
pub(super) fn replace_foreign_keys(actions: &mut BTreeMap<ObjectId, Action>, from: &Catalog, to: &Catalog) {
    let changes = |table: &QualifiedName| {
        let action = actions.get(&ObjectId::Table(table.clone()));
        matches!(action, Some(Action::Alter(attributes)) if attributes.contains(&Attribute::Logged))
    };
    let changing: Vec<&QualifiedName> = from.tables.keys().filter(|table| changes(table)).collect();
    let becomes = |table: &QualifiedName| to.tables.get(table).map(|table| table.unlogged);
    let mut edges: BTreeMap<&QualifiedName, Vec<(&QualifiedName, ObjectId)>> = BTreeMap::new();
    for table in &changing {
        for (name, key) in foreign_keys(from, table) {
            let id = ObjectId::Constraint((*table).clone(), name.clone());
            let goes = matches!(actions.get(&id), Some(Action::Drop | Action::Replace));
            let together = changing.contains(&&key.references) && becomes(&key.references) == becomes(table);
            if together && !goes && *table != &key.references {
                edges.entry(table).or_default().push((&key.references, id));
            }
        }
    }
    let reaches = |start: &QualifiedName, end: &QualifiedName| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(table) = open.pop() {
            if table == end {
                return true;
            }
            if seen.insert(table) {
                open.extend(edges.get(table).into_iter().flatten().map(|(referenced, _)| *referenced));
            }
        }
        false
    };
    let circular: Vec<_> = edges
        .iter()
        .flat_map(|(table, keys)| keys.iter().map(move |(referenced, id)| (*table, *referenced, id)))
        .filter(|(table, referenced, _)| reaches(referenced, table))
        .map(|(_, _, id)| id.clone())
        .collect();
    actions.extend(circular.into_iter().map(|id| (id, Action::Replace)));
}

/// Before a table becomes logged, those that it refers to are; before it becomes unlogged, those that refer to it are.
/// Foreign keys that go are gone by then.
pub(super) fn in_turn(context: &Context<'_>, node: Node, table: &QualifiedName, unlogged: bool) -> Node {
    let keys = context
        .from
        .tables
        .keys()
        .flat_map(|owner| foreign_keys(context.from, owner).map(move |(name, key)| (owner, name, key)));
    let other = keys.filter_map(|(owner, name, key)| {
        let (this, other) = if unlogged { (&key.references, owner) } else { (owner, &key.references) };
        (this == table && other != table).then(|| (other, ObjectId::Constraint(owner.clone(), name.clone())))
    });
    other.fold(node.creating(logged(table)), |node, (other, key)| {
        if context.is_dropped(&key) || context.is_replaced(&key) {
            node.following(key)
        } else {
            // It stays, or goes with its table.
            node.needing(logged(other)).following(ObjectId::Table(other.clone()))
        }
    })
}

/// A foreign key that comes does so when both tables are logged or not as they will be.
pub(super) fn afterwards(node: Node, table: &QualifiedName, key: &ForeignKey) -> Node {
    node.needing(logged(table)).needing(logged(&key.references))
}

fn foreign_keys<'a>(
    catalog: &'a Catalog,
    table: &QualifiedName,
) -> impl Iterator<Item = (&'a String, &'a ForeignKey)> + use<'a> {
    catalog.tables.get(table).into_iter().flat_map(|table| table.foreign_keys())
}
