//! What evenkeel leaves alone and what has to do with what it changes: a foreign key of another's table, a column of a row
//! type, a name that is taken.
//!
//! A proof has the former there, so that a plan in whose way it stands fails there as it would on the target; what takes a
//! name is found without one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evenkeel_connect::Connection;
use evenkeel_model::object::{ConstraintKind, OtherKind, Table};
use evenkeel_model::{Catalog, Dependencies, ObjectId, QualifiedName};

use super::WorkflowError;
use crate::build::{Built, build};
use crate::introspect::introspect;
use crate::proof::Strangers;

/// What of a live catalog is not in `start`, which is what evenkeel owns of it, and needs what is in `part`, a part of the
/// start, with all that it needs itself. Foreign keys that lead to anything else are left out.
pub(super) fn left_alone(live: &Catalog, start: &Catalog, part: &Catalog) -> Catalog {
    let is_owned = |object: &ObjectId| has(start, object);
    let named = |object: &ObjectId| matches!(object, ObjectId::Table(_) | ObjectId::Type(_) | ObjectId::Sequence(_));
    let all_owned = super::top_level(live).filter(named).all(|object| is_owned(&object))
        && live.others.keys().all(|key| start.others.contains_key(key));
    if all_owned {
        return Catalog::default();
    }
    let wholes = Wholes::of(live);
    let mut dependents: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    let mut needs: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    for (dependent, needed) in live.dependencies.iter() {
        let (whole, of) = (wholes.whole(dependent), wholes.whole(needed));
        if whole == of || is_owned(&whole) {
            continue;
        }
        dependents.entry(of.clone()).or_default().push(whole.clone());
        if !is_foreign_key(live, dependent) {
            needs.entry(whole).or_default().push(of);
        }
    }
    let mut found: BTreeSet<ObjectId> = BTreeSet::new();
    let mut waiting: Vec<ObjectId> = super::top_level(part).filter(named).collect();
    // A sequence goes with the column that owns it, unasked.
    for name in live.sequences.keys().filter(|name| owner_in(live, part, name).is_some()) {
        let sequence = ObjectId::Sequence(name.clone());
        if !is_owned(&sequence) && found.insert(sequence.clone()) {
            waiting.push(sequence);
        }
    }
    while let Some(needed) = waiting.pop() {
        for dependent in dependents.get(&needed).into_iter().flatten() {
            // What is known by name only and needs nothing of evenkeel's is nobody's business here.
            let counts = named(dependent) || is_owned(&needed);
            if counts && found.insert(dependent.clone()) && named(dependent) {
                waiting.push(dependent.clone());
            }
        }
    }
    let mut waiting: Vec<ObjectId> = found.iter().cloned().collect();
    while let Some(dependent) = waiting.pop() {
        for needed in needs.get(&dependent).into_iter().flatten().filter(|needed| !is_owned(needed)) {
            if found.insert(needed.clone()) {
                waiting.push(needed.clone());
            }
        }
    }
    cut(live, part, &found)
}

/// What needs something of a state and is either not in it, since it is left alone, or known by name only. A state keeps
/// the edges of all that was read with it.
pub(super) fn bystanders(state: &Catalog) -> Dependencies {
    let wholes = Wholes::of(state);
    let mut bystanders = Dependencies::default();
    for (dependent, needed) in state.dependencies.iter() {
        let whole = wholes.whole(dependent);
        let stands_by = matches!(whole, ObjectId::Other(..)) || !has(state, &whole);
        if stands_by && has(state, &wholes.whole(needed)) {
            bystanders.insert(dependent.clone(), needed.clone());
        }
    }
    bystanders
}

/// The column of a part of a catalog that owns a sequence.
fn owner_in<'a>(live: &'a Catalog, part: &Catalog, sequence: &QualifiedName) -> Option<&'a str> {
    let (table, column) = live.sequences.get(sequence)?.owned_by.as_ref()?;
    part.tables.get(table)?.columns.contains_key(column).then_some(column)
}

/// These objects of a catalog, without what leads elsewhere than to them and to `part`.
fn cut(live: &Catalog, part: &Catalog, found: &BTreeSet<ObjectId>) -> Catalog {
    let is_found = |object: ObjectId| found.contains(&object);
    let mut alone = super::keep(live.clone(), |object| found.contains(object));
    alone.dependencies = Dependencies::default();
    alone.others.retain(|(kind, identity), _| is_found(ObjectId::Other(*kind, identity.clone())));
    for (name, sequence) in &mut alone.sequences {
        let owner = sequence.owned_by.as_ref().map(|(table, _)| ObjectId::Table(table.clone()));
        if owner.is_some_and(|owner| !is_found(owner)) && owner_in(live, part, name).is_none() {
            sequence.owned_by = None;
        }
    }
    let there: BTreeMap<QualifiedName, Arc<Table>> =
        part.tables.iter().chain(&alone.tables).map(|(name, table)| (name.clone(), Arc::clone(table))).collect();
    let leads_out = |kind: &ConstraintKind| match kind {
        ConstraintKind::ForeignKey(key) => !there
            .get(&key.references)
            .is_some_and(|table| key.referenced_columns.iter().all(|column| table.columns.contains_key(column))),
        _ => false,
    };
    for table in alone.tables.values_mut() {
        if table.constraints.values().any(|constraint| leads_out(&constraint.kind)) {
            Arc::make_mut(table).constraints.retain(|_, constraint| !leads_out(&constraint.kind));
        }
    }
    alone
}

/// Makes what is left alone beside the start that is on a scratch database already. What the server refuses of it is told.
pub(super) async fn build_beside(
    connection: &mut Connection,
    built: Built,
    start: &Catalog,
    alone: &Catalog,
    major: u32,
) -> Result<(Strangers, Built), WorkflowError> {
    let is_empty = super::top_level(alone).next().is_none() && alone.others.is_empty();
    if is_empty {
        return Ok((Strangers::default(), built));
    }
    let before = Strangers::all(connection).await?;
    let present = introspect(connection).await?.catalog;
    let mut wanted = present.clone();
    let Catalog { schemas, extensions, enums, domains, composites, sequences, tables, others, .. } = alone.clone();
    wanted.schemas.extend(schemas);
    wanted.extensions.extend(extensions);
    wanted.enums.extend(enums);
    wanted.domains.extend(domains);
    wanted.composites.extend(composites);
    wanted.sequences.extend(sequences);
    wanted.tables.extend(tables);
    // What could not be copied before may have missed only what comes now.
    wanted.others = start.others.clone();
    wanted.others.extend(others);
    let built = match build(connection, &present, &wanted, &[], major).await {
        Ok(built) => built,
        Err(errors) => {
            let refused = errors.into_iter().filter_map(|error| Some((error.object.clone()?, error.message)));
            Built { not_copied: built.not_copied.into_iter().chain(refused).collect() }
        }
    };
    Ok((Strangers::all(connection).await?.without(&before), built))
}

/// What would come into being under a name that something has which is left alone: each with that.
pub(super) fn taken(live: &Catalog, start: &Catalog, wanted: &Catalog) -> Vec<(ObjectId, ObjectId)> {
    let (live, start, wanted) = (names(live), names(start), names(wanted));
    let is_new = |name: &&Named| !start.contains_key(*name);
    wanted
        .iter()
        .filter(|(name, _)| is_new(name))
        .filter_map(|(name, object)| Some((object.clone(), live.get(name)?.clone())))
        .filter(|(object, found)| object != found)
        .collect()
}

/// A name, and whether it is one of a type or of a relation, which have their names apart.
type Named = (bool, QualifiedName);

/// What has which names.
fn names(catalog: &Catalog) -> BTreeMap<Named, ObjectId> {
    let mut names = BTreeMap::new();
    for (name, table) in &catalog.tables {
        let object = ObjectId::Table(name.clone());
        // A table's rows have a type of its name.
        names.insert((true, name.clone()), object.clone());
        names.insert((false, name.clone()), object);
        for index in table.indexes.keys() {
            names.insert((false, name.sibling(index)), ObjectId::Index(name.sibling(index)));
        }
        for (key, constraint) in &table.constraints {
            if constraint.kind.has_index() {
                names.insert((false, name.sibling(key)), ObjectId::Constraint(name.clone(), key.clone()));
            }
        }
    }
    names.extend(catalog.sequences.keys().map(|name| ((false, name.clone()), ObjectId::Sequence(name.clone()))));
    names.extend(catalog.composites.keys().map(|name| ((false, name.clone()), ObjectId::Type(name.clone()))));
    let types = catalog.enums.keys().chain(catalog.domains.keys()).chain(catalog.composites.keys());
    names.extend(types.map(|name| ((true, name.clone()), ObjectId::Type(name.clone()))));
    for (kind, identity) in catalog.others.keys() {
        let object = || ObjectId::Other(*kind, identity.clone());
        let name = QualifiedName::parse(identity);
        if let Some(name) = name.clone().filter(|_| kind.is_relation()) {
            names.insert((false, name), object());
        }
        if let Some(name) = name.filter(|_| kind.is_relation() || is_type(*kind)) {
            names.insert((true, name), object());
        }
    }
    names
}

fn is_type(kind: OtherKind) -> bool {
    matches!(kind, OtherKind::RangeType | OtherKind::BaseType)
}

fn is_foreign_key(catalog: &Catalog, object: &ObjectId) -> bool {
    let ObjectId::Constraint(table, name) = object else {
        return false;
    };
    let constraint = catalog.tables.get(table).and_then(|table| table.constraints.get(name));
    constraint.is_some_and(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_)))
}

/// Whether a catalog has an object that is no part of another.
pub(super) fn has(catalog: &Catalog, object: &ObjectId) -> bool {
    match object {
        ObjectId::Schema(name) => catalog.schemas.contains_key(name),
        ObjectId::Extension(name) => catalog.extensions.contains_key(name),
        ObjectId::Type(name) => {
            catalog.enums.contains_key(name)
                || catalog.domains.contains_key(name)
                || catalog.composites.contains_key(name)
        }
        ObjectId::Sequence(name) => catalog.sequences.contains_key(name),
        ObjectId::Table(name) => catalog.tables.contains_key(name),
        ObjectId::Other(kind, identity) => catalog.others.contains_key(&(*kind, identity.clone())),
        _ => false,
    }
}

/// Of what the parts of a catalog are parts.
struct Wholes<'a> {
    catalog: &'a Catalog,
    indexes: BTreeMap<QualifiedName, &'a QualifiedName>,
}

impl<'a> Wholes<'a> {
    fn of(catalog: &'a Catalog) -> Self {
        let indexes = catalog
            .tables
            .iter()
            .flat_map(|(name, table)| table.indexes.keys().map(move |index| (name.sibling(index), name)));
        Self { catalog, indexes: indexes.collect() }
    }

    fn whole(&self, object: &ObjectId) -> ObjectId {
        match object {
            ObjectId::Column(owner, _) | ObjectId::ColumnValue(owner, _) | ObjectId::Constraint(owner, _) => {
                if self.catalog.tables.contains_key(owner) {
                    ObjectId::Table(owner.clone())
                } else {
                    ObjectId::Type(owner.clone())
                }
            }
            ObjectId::Index(index) => match self.indexes.get(index) {
                Some(table) => ObjectId::Table(QualifiedName::clone(table)),
                None => object.clone(),
            },
            _ => object.clone(),
        }
    }
}
