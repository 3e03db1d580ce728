//! What stores values of types and is neither planned nor described: it loses the values of a field of a composite type that
//! goes, and may break what a domain asks.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::OtherKind;
use evenkeel_model::{Catalog, Dependencies, ObjectId, QualifiedName};

use crate::diff::{Action, Attribute};

/// What among the bystanders would lose values of which field of a composite type, though nothing of it depends on the field for
/// the server.
pub(super) fn losing(
    actions: &BTreeMap<ObjectId, Action>,
    from: &Catalog,
    to: &Catalog,
    bystanders: &Dependencies,
) -> Vec<(ObjectId, ObjectId)> {
    let mut found = Vec::new();
    for (name, old) in &from.composites {
        let (Some(Action::Alter(attributes)), Some(new)) =
            (actions.get(&ObjectId::Type(name.clone())), to.composites.get(name))
        else {
            continue;
        };
        if !attributes.contains(&Attribute::Fields) {
            continue;
        }
        let gone: Vec<_> = old.fields.keys().filter(|field| !new.fields.contains_key(*field)).collect();
        for holder in if gone.is_empty() { Vec::new() } else { holders(name, from, bystanders) } {
            let field = |field: &&String| ObjectId::Column(name.clone(), String::clone(field));
            found.extend(gone.iter().map(|gone| (holder.clone(), field(gone))));
        }
    }
    found
}

/// What among the bystanders stores values of a type, by itself or inside of other types.
pub(super) fn holders<'a>(held: &QualifiedName, from: &'a Catalog, bystanders: &'a Dependencies) -> Vec<&'a ObjectId> {
    let mut types = BTreeSet::from([ObjectId::Type(held.clone())]);
    loop {
        let within = from.dependencies.iter().chain(bystanders.iter()).filter(|(_, held)| types.contains(*held));
        let containers = within.filter_map(|(dependent, _)| match dependent {
            ObjectId::Type(name) => Some(ObjectId::Type(name.clone())),
            ObjectId::Column(owner, _) if from.composites.contains_key(owner) => Some(ObjectId::Type(owner.clone())),
            _ => None,
        });
        let more: BTreeSet<ObjectId> = containers.filter(|container| !types.contains(container)).collect();
        if more.is_empty() {
            break;
        }
        types.extend(more);
    }
    let stores = |dependent: &ObjectId| match dependent {
        ObjectId::Column(..) => true,
        ObjectId::Other(kind, _) => kind.is_relation() && *kind != OtherKind::View,
        _ => false,
    };
    let dependents = bystanders.iter().filter(|(_, held)| types.contains(*held)).map(|(dependent, _)| dependent);
    dependents.filter(|dependent| stores(dependent)).collect()
}
