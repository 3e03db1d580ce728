//! What follows from a difference: what depends on an object that is replaced has to go and come back too.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use evenkeel_model::object::{ColumnValue, ConstraintKind, OtherKind};
use evenkeel_model::{Catalog, Dependencies, ObjectId, QualifiedName};
use rustc_hash::FxHashMap;

use super::error::{InTheWay, PlanError};
use super::{holders, limits, logging};
use crate::diff::{Action, Attribute, Change};

/// The actions of all objects, and which of them are there only because of others.
pub(super) struct Expanded {
    pub actions: BTreeMap<ObjectId, Action>,
    pub forced: BTreeSet<ObjectId>,
}

/// What needs each object directly, in order.
type Dependents<'a> = FxHashMap<&'a ObjectId, Vec<&'a ObjectId>>;

/// Adds to the changes what follows from them.
///
/// # Errors
/// An object that would have to be touched and that the model cannot describe, or that is one of the bystanders.
pub(super) fn expand(
    changes: &[Change],
    from: &Catalog,
    to: &Catalog,
    bystanders: &Dependencies,
) -> Result<Expanded, PlanError> {
    let mut expanded = Expanded {
        actions: changes.iter().map(|change| (change.object.clone(), change.action.clone())).collect(),
        forced: BTreeSet::new(),
    };
    limits::replace_virtual_columns(&mut expanded.actions, from, to);
    logging::replace_foreign_keys(&mut expanded.actions, from, to);
    let dependents = dependents_in(&from.dependencies);
    let losing = holders::losing(&expanded.actions, from, to, bystanders);
    let bystanders = dependents_in(bystanders);
    for composite in from.composites.keys() {
        if has_retyped_field(from, to, composite) && is_used(from, composite) {
            expanded.actions.insert(ObjectId::Type(composite.clone()), Action::Replace);
        }
    }
    for default in defaults_of_altered_rows(&expanded.actions, from, to) {
        replace(&mut expanded, to, default);
    }
    for domain in from.domains.keys() {
        if !checks_rows_in_containers(&expanded.actions, from, to, domain) {
            continue;
        }
        expanded.actions.insert(ObjectId::Type(domain.clone()), Action::Replace);
    }
    let mut queue: VecDeque<ObjectId> = expanded.actions.keys().cloned().collect();
    for table in from.tables.keys() {
        let id = ObjectId::Table(table.clone());
        if expanded.actions.get(&id) == Some(&Action::Drop) {
            queue.extend(parts(from, table));
        }
    }
    let is_unmodelled = |(holder, _): &(ObjectId, ObjectId)| matches!(holder, ObjectId::Other(..));
    let (mut unmodelled, mut left_alone): (BTreeSet<_>, BTreeSet<_>) = losing.into_iter().partition(is_unmodelled);
    while let Some(object) = queue.pop_front() {
        let disturbance = match expanded.actions.get(&object) {
            Some(Action::Drop | Action::Replace) => Disturbance::Goes,
            Some(Action::Alter(attributes)) if attributes.contains(&Attribute::DataType) => Disturbance::Retyped,
            None if goes_with_owner(&expanded.actions, from, &object) => Disturbance::Goes,
            _ => continue,
        };
        if let (ObjectId::Type(name), Disturbance::Goes) = (&object, disturbance) {
            queue.extend(fields(from, name));
        }
        if disturbance == Disturbance::Retyped {
            for key in foreign_keys_of(&dependents, from, &object) {
                queue.extend(replace(&mut expanded, to, key));
            }
        }
        for bystander in bystanders.get(&object).into_iter().flatten() {
            match bystander {
                ObjectId::Other(kind, _) => {
                    if !goes_along(*kind, disturbance) {
                        unmodelled.insert((ObjectId::clone(bystander), object.clone()));
                    }
                }
                // A key of another's table follows a column's type by itself, or the proof says that it does not.
                _ if disturbance == Disturbance::Retyped => {}
                _ => {
                    left_alone.insert((ObjectId::clone(bystander), object.clone()));
                }
            }
        }
        for dependent in dependents.get(&object).into_iter().flatten() {
            match dependent {
                ObjectId::Other(kind, _) => {
                    if !goes_along(*kind, disturbance) {
                        unmodelled.insert((ObjectId::clone(dependent), object.clone()));
                    }
                }
                _ => queue.extend(follow(&mut expanded, from, to, &object, dependent, disturbance)),
            }
        }
    }
    // Whoever drops these by hand has to drop the views over them first.
    let mut waiting: Vec<ObjectId> = unmodelled.iter().map(|(object, _)| object.clone()).collect();
    while let Some(object) = waiting.pop() {
        let over = [&bystanders, &dependents].into_iter().filter_map(|all| all.get(&object)).flatten();
        for view in
            over.filter(|over| matches!(over, ObjectId::Other(OtherKind::View | OtherKind::MaterializedView, _)))
        {
            if unmodelled.insert((ObjectId::clone(view), object.clone())) {
                waiting.push(ObjectId::clone(view));
            }
        }
    }
    let in_the_way = |edges: BTreeSet<(ObjectId, ObjectId)>| -> Vec<InTheWay> {
        let is_for_good = |needed: &ObjectId| {
            expanded.actions.get(needed) == Some(&Action::Drop) || goes_with_owner(&expanded.actions, from, needed)
        };
        let edge = |(object, needed)| InTheWay { for_good: is_for_good(&needed), object, needed };
        edges.into_iter().map(edge).collect()
    };
    if !unmodelled.is_empty() {
        return Err(PlanError::Unmodelled(in_the_way(unmodelled)));
    }
    if !left_alone.is_empty() {
        return Err(PlanError::LeftAlone(in_the_way(left_alone)));
    }
    for (sequence, definition) in from.sequences.iter().filter(|(sequence, _)| to.sequences.contains_key(*sequence)) {
        // A column that comes back must not take the sequence along when it goes.
        let owner = definition.owned_by.as_ref().map(|(table, column)| ObjectId::Column(table.clone(), column.clone()));
        if owner.is_some_and(|owner| expanded.actions.get(&owner) == Some(&Action::Replace)) {
            match expanded.actions.entry(ObjectId::Sequence(sequence.clone())) {
                Entry::Vacant(entry) => {
                    entry.insert(Action::Alter([Attribute::OwnedBy].into()));
                }
                Entry::Occupied(mut entry) => {
                    if let Action::Alter(attributes) = entry.get_mut() {
                        attributes.insert(Attribute::OwnedBy);
                    }
                }
            }
        }
    }
    limits::repeat_options(&mut expanded.actions, from, to);
    Ok(expanded)
}

/// Defaults that a composite type is in whose fields come and go in place: PostgreSQL keeps a row constructor as it was
/// written for the fields of then.
fn defaults_of_altered_rows(actions: &BTreeMap<ObjectId, Action>, from: &Catalog, to: &Catalog) -> Vec<ObjectId> {
    let altered = from.composites.iter().filter(|(name, old)| {
        let is_altered = matches!(actions.get(&ObjectId::Type((*name).clone())), Some(Action::Alter(_)));
        let new = to.composites.get(*name).filter(|_| is_altered);
        new.is_some_and(|new| !old.fields.keys().eq(new.fields.keys()))
    });
    let altered: BTreeSet<_> = altered.map(|(name, _)| ObjectId::Type(name.clone())).collect();
    let held = from.dependencies.iter().filter(|(_, needed)| altered.contains(*needed));
    let held = held.filter_map(|(dependent, _)| match dependent {
        ObjectId::ColumnValue(table, column) => Some((table, column)),
        _ => None,
    });
    let is_default = |catalog: &Catalog, table: &QualifiedName, column: &str| {
        let column = catalog.tables.get(table).and_then(|table| table.columns.get(column));
        column.is_some_and(|column| matches!(column.value, Some(ColumnValue::Default(_))))
    };
    held.filter(|(table, column)| is_default(from, table, column) && is_default(to, table, column))
        .map(|(table, column)| ObjectId::ColumnValue(table.clone(), column.clone()))
        .collect()
}

fn dependents_in(dependencies: &Dependencies) -> Dependents<'_> {
    let mut dependents: Dependents<'_> = FxHashMap::default();
    for (dependent, needed) in dependencies.iter() {
        dependents.entry(needed).or_default().push(dependent);
    }
    dependents
}

/// Whether what is known by name only need not be dropped or rebuilt.
fn goes_along(kind: OtherKind, disturbance: Disturbance) -> bool {
    disturbance == Disturbance::Retyped && follows_by_itself(kind)
}

/// Whether a domain gets a condition that rows have to meet while columns hold it inside an array, composite or other
/// container: PostgreSQL does not look there and refuses, so the domain is replaced.
fn checks_rows_in_containers(
    actions: &BTreeMap<ObjectId, Action>,
    from: &Catalog,
    to: &Catalog,
    name: &QualifiedName,
) -> bool {
    let Some(new) = to.domains.get(name) else {
        return false;
    };
    let stricter = match actions.get(&ObjectId::Type(name.clone())) {
        Some(Action::Alter(attributes)) => attributes.contains(&Attribute::NotNull) && new.not_null,
        _ => false,
    };
    let checked = new.checks.iter().filter(|(_, check)| check.validated).any(|(check, _)| {
        match actions.get(&ObjectId::Constraint(name.clone(), check.clone())) {
            Some(Action::Create | Action::Replace) => true,
            Some(Action::Alter(attributes)) => attributes.contains(&Attribute::Validated),
            _ => false,
        }
    });
    (stricter || checked) && is_in_container(from, name)
}

/// Whether a column of a table holds the type inside of another one.
pub(super) fn is_in_container(catalog: &Catalog, name: &QualifiedName) -> bool {
    let id = ObjectId::Type(name.clone());
    let text = name.to_string();
    let mut dependents = catalog.dependencies.iter().filter(|(_, needed)| **needed == id);
    dependents.any(|(dependent, _)| match dependent {
        ObjectId::Column(owner, column) => match catalog.tables.get(owner).and_then(|of| of.columns.get(column)) {
            Some(column) => column.data_type != text,
            None => is_used(catalog, owner),
        },
        ObjectId::Type(other) => match catalog.domains.get(other) {
            Some(domain) if domain.base_type == text => is_in_container(catalog, other),
            _ => is_used(catalog, other),
        },
        _ => false,
    })
}

/// Whether a column of a table holds the type, by itself or inside of another one.
fn is_used(catalog: &Catalog, name: &QualifiedName) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![name.clone()];
    while let Some(name) = waiting.pop() {
        for dependent in catalog.dependencies.dependents_of(&BTreeSet::from([ObjectId::Type(name.clone())])) {
            match dependent {
                ObjectId::Column(owner, _) if catalog.tables.contains_key(&owner) => return true,
                // A field, which its composite type does not need to be there.
                ObjectId::Column(owner, _) if seen.insert(owner.clone()) => waiting.push(owner),
                _ => {}
            }
        }
    }
    false
}

/// What happens to an object, as far as those that depend on it are concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Disturbance {
    /// It goes, for good or to come back.
    Goes,
    /// A column takes another type: PostgreSQL carries indexes and constraints along by itself.
    Retyped,
}

/// The foreign keys on either side of which a column stands, or that refer to a key whose index holds it. While one side
/// has its new type and the other its old one the key may not be possible, and PostgreSQL cannot write an index anew that
/// a foreign key needs.
fn foreign_keys_of(dependents: &Dependents<'_>, catalog: &Catalog, column: &ObjectId) -> BTreeSet<ObjectId> {
    let of = |object: &ObjectId| dependents.get(object).into_iter().flatten().copied().collect::<Vec<_>>();
    let indexed =
        of(column).into_iter().filter(|object| matches!(object, ObjectId::Constraint(..) | ObjectId::Index(_)));
    let all = indexed.flat_map(|object| of(object).into_iter().chain([object]));
    let foreign = |object: &&ObjectId| match object {
        ObjectId::Constraint(table, name) => catalog
            .tables
            .get(table)
            .and_then(|table| table.constraints.get(name))
            .is_some_and(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_))),
        _ => false,
    };
    all.filter(foreign).cloned().collect()
}

/// The columns, values and constraints of a table.
fn parts(catalog: &Catalog, table: &QualifiedName) -> Vec<ObjectId> {
    let Some(definition) = catalog.tables.get(table) else {
        return Vec::new();
    };
    let columns = definition.columns.keys().map(|column| ObjectId::Column(table.clone(), column.clone()));
    let constraints =
        definition.constraints.keys().map(|constraint| ObjectId::Constraint(table.clone(), constraint.clone()));
    let indexes = definition.indexes.keys().map(|index| ObjectId::Index(table.sibling(index)));
    columns.chain(constraints).chain(indexes).collect()
}

/// The fields of a composite type.
fn fields(catalog: &Catalog, name: &QualifiedName) -> Vec<ObjectId> {
    let fields = catalog.composites.get(name).into_iter().flat_map(|composite| composite.fields.keys());
    fields.map(|field| ObjectId::Column(name.clone(), field.clone())).collect()
}

/// Whether a field that stays gets another type or collation, which PostgreSQL refuses while a column holds the composite.
fn has_retyped_field(from: &Catalog, to: &Catalog, composite: &QualifiedName) -> bool {
    let (Some(old), Some(new)) = (from.composites.get(composite), to.composites.get(composite)) else {
        return false;
    };
    old.fields.iter().any(|(field, old)| {
        new.fields.get(field).is_some_and(|new| (&old.data_type, &old.collation) != (&new.data_type, &new.collation))
    })
}

/// Whether the object is part of a table or type that is dropped, or of a composite type that is replaced.
fn goes_with_owner(actions: &BTreeMap<ObjectId, Action>, from: &Catalog, object: &ObjectId) -> bool {
    match object {
        ObjectId::Column(composite, _) if from.composites.contains_key(composite) => {
            matches!(actions.get(&ObjectId::Type(composite.clone())), Some(Action::Drop | Action::Replace))
        }
        ObjectId::Column(table, _) | ObjectId::ColumnValue(table, _) | ObjectId::Constraint(table, _) => {
            [ObjectId::Table(table.clone()), ObjectId::Type(table.clone())]
                .iter()
                .any(|owner| actions.get(owner) == Some(&Action::Drop))
        }
        _ => false,
    }
}

/// Decides what becomes of one dependent; gives an object whose own dependents have to be looked at then.
fn follow(
    expanded: &mut Expanded,
    from: &Catalog,
    to: &Catalog,
    needed: &ObjectId,
    dependent: &ObjectId,
    disturbance: Disturbance,
) -> Option<ObjectId> {
    let already_goes = matches!(expanded.actions.get(dependent), Some(Action::Drop | Action::Replace))
        || goes_with_owner(&expanded.actions, from, dependent);
    if already_goes {
        return None;
    }
    let generated = |table: &QualifiedName, column: &str| {
        from.tables
            .get(table)
            .and_then(|table| table.columns.get(column))
            .is_some_and(|column| matches!(column.value, Some(ColumnValue::Generated { .. })))
    };
    match dependent {
        ObjectId::ColumnValue(table, column) if generated(table, column) => {
            replace(expanded, to, ObjectId::Column(table.clone(), column.clone()))
        }
        // A retyped column's own default is planned by the difference.
        _ if disturbance == Disturbance::Retyped => None,
        ObjectId::Column(table, column) => match needed {
            ObjectId::Type(_) if from.composites.contains_key(table) => {
                replace_composite(expanded, from, to, table, column)
            }
            ObjectId::Type(_) => retype(expanded, from, to, table, column),
            _ => None,
        },
        ObjectId::ColumnValue(..) | ObjectId::Constraint(..) | ObjectId::Index(_) => {
            replace(expanded, to, dependent.clone())
        }
        ObjectId::Type(_) => replace(expanded, to, dependent.clone()),
        ObjectId::Extension(_)
        | ObjectId::Schema(_)
        | ObjectId::Sequence(_)
        | ObjectId::Table(_)
        | ObjectId::Other(..) => None,
    }
}

/// Marks an object as one that has to come back, if it is there afterwards.
fn replace(expanded: &mut Expanded, to: &Catalog, object: ObjectId) -> Option<ObjectId> {
    let goes = matches!(expanded.actions.get(&object), Some(Action::Drop | Action::Replace));
    if goes || !exists(to, &object) {
        return None;
    }
    expanded.actions.insert(object.clone(), Action::Replace);
    expanded.forced.insert(object.clone());
    Some(object)
}

/// Marks a composite type as one that has to come back because the type of a field is replaced. A field that goes, and one
/// that gets another type while no column holds the composite, is altered in place.
fn replace_composite(
    expanded: &mut Expanded,
    from: &Catalog,
    to: &Catalog,
    composite: &QualifiedName,
    field: &str,
) -> Option<ObjectId> {
    let old = from.composites.get(composite)?.fields.get(field)?;
    let in_place = match to.composites.get(composite)?.fields.get(field) {
        Some(new) => old.data_type != new.data_type && !is_used(from, composite),
        None => true,
    };
    if in_place { None } else { replace(expanded, to, ObjectId::Type(composite.clone())) }
}

/// Marks a column whose type is replaced by another of the same name.
fn retype(
    expanded: &mut Expanded,
    from: &Catalog,
    to: &Catalog,
    table: &QualifiedName,
    column: &str,
) -> Option<ObjectId> {
    let id = ObjectId::Column(table.clone(), column.to_owned());
    if !exists(to, &id) {
        return None;
    }
    match expanded.actions.get_mut(&id) {
        Some(Action::Alter(attributes)) => {
            if !attributes.insert(Attribute::DataType) {
                return None;
            }
        }
        _ => {
            expanded.actions.insert(id.clone(), Action::Alter([Attribute::DataType].into()));
        }
    }
    // A default of the old type cannot stand while the column is converted.
    let default = ObjectId::ColumnValue(table.clone(), column.to_owned());
    let has_default = |catalog: &Catalog| {
        catalog
            .tables
            .get(table)
            .and_then(|table| table.columns.get(column))
            .is_some_and(|column| matches!(column.value, Some(ColumnValue::Default(_))))
    };
    if has_default(from) && has_default(to) {
        expanded.actions.insert(default.clone(), Action::Replace);
        expanded.forced.insert(default);
    }
    Some(id)
}

fn exists(catalog: &Catalog, object: &ObjectId) -> bool {
    let column =
        |table: &QualifiedName, column: &str| catalog.tables.get(table).and_then(|table| table.columns.get(column));
    match object {
        ObjectId::Type(name) => {
            catalog.enums.contains_key(name)
                || catalog.domains.contains_key(name)
                || catalog.composites.contains_key(name)
        }
        ObjectId::Column(table, name) => column(table, name).is_some(),
        ObjectId::ColumnValue(table, name) => column(table, name).is_some_and(|column| column.value.is_some()),
        ObjectId::Constraint(owner, name) => {
            catalog.tables.get(owner).is_some_and(|table| table.constraints.contains_key(name))
                || catalog.domains.get(owner).is_some_and(|domain| domain.checks.contains_key(name))
        }
        ObjectId::Index(name) => catalog
            .tables
            .iter()
            .any(|(table, definition)| table.schema == name.schema && definition.indexes.contains_key(&name.name)),
        ObjectId::Table(name) => catalog.tables.contains_key(name),
        ObjectId::Sequence(name) => catalog.sequences.contains_key(name),
        ObjectId::Schema(name) => catalog.schemas.contains_key(name),
        ObjectId::Extension(name) => catalog.extensions.contains_key(name),
        ObjectId::Other(kind, identity) => catalog.others.contains_key(&(*kind, identity.clone())),
    }
}

/// Whether PostgreSQL carries an object of this kind along when a column that it needs takes another type.
fn follows_by_itself(kind: OtherKind) -> bool {
    matches!(
        kind,
        OtherKind::Statistics
            | OtherKind::Privileges
            | OtherKind::SecurityLabel
            | OtherKind::ColumnStatisticsTarget
            | OtherKind::ColumnOptions
            | OtherKind::ReplicaIdentity
            | OtherKind::ClusterMark
            | OtherKind::RowSecurity
            | OtherKind::Tablespace
            | OtherKind::TableAccessMethod
            | OtherKind::IdentityLogging
    )
}
