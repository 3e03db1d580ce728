//! What inherits from a table has its columns, and changes with them: it is known by name only, so that is refused.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::{Column, ColumnValue, Constraint, ConstraintKind};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::PlanError;
use super::not_null::is_for_one_table;
use super::statement::Statement;
use crate::diff::{Action, Attribute};

/// What inherits from which table.
type Children = BTreeMap<QualifiedName, BTreeSet<ObjectId>>;

/// Refuses actions that ALTER TABLE carries out on what inherits from the table too.
pub(super) fn check(
    actions: &BTreeMap<ObjectId, Action>,
    from: &Catalog,
    to: &Catalog,
    children: &Children,
) -> Result<(), PlanError> {
    if children.is_empty() {
        return Ok(());
    }
    let inherited = actions.iter().filter(|(object, action)| is_inherited(object, action, from, to));
    refuse(inherited.map(|(object, _)| object), children)
}

/// The same of renames, with the catalog that they lead to and its names.
///
/// # Errors
/// The columns and constraints that something inherits.
pub(crate) fn check_renames(renames: &[Statement], renamed: &Catalog, children: &Children) -> Result<(), PlanError> {
    let inherited = renames.iter().map(|statement| &statement.object).filter(|object| match object {
        ObjectId::Column(..) => true,
        ObjectId::Constraint(table, name) => {
            let constraint = renamed.tables.get(table).and_then(|table| table.constraints.get(name));
            constraint.is_some_and(is_inherited_check)
        }
        _ => false,
    });
    refuse(inherited, children)
}

fn refuse<'a>(objects: impl Iterator<Item = &'a ObjectId>, children: &Children) -> Result<(), PlanError> {
    let mut found: BTreeMap<&BTreeSet<ObjectId>, Vec<ObjectId>> = BTreeMap::new();
    for object in objects {
        let (ObjectId::Column(table, _) | ObjectId::ColumnValue(table, _) | ObjectId::Constraint(table, _)) = object
        else {
            continue;
        };
        if let Some(children) = children.get(table) {
            found.entry(children).or_default().push(object.clone());
        }
    }
    let found: Vec<_> =
        found.into_iter().map(|(children, objects)| (objects, children.iter().cloned().collect())).collect();
    if found.is_empty() { Ok(()) } else { Err(PlanError::Inherited(found)) }
}

/// Whether what happens to a part of a table happens to what inherits from the table
/// (<https://www.postgresql.org/docs/current/ddl-inherit.html>).
fn is_inherited(object: &ObjectId, action: &Action, from: &Catalog, to: &Catalog) -> bool {
    match object {
        ObjectId::Column(table, name) => {
            let both = column(from, table, name).zip(column(to, table, name));
            match (action, both) {
                (Action::Alter(attributes), Some((old, new))) => {
                    attributes.iter().any(|attribute| is_inherited_attribute(*attribute, old, new))
                }
                _ => true,
            }
        }
        ObjectId::ColumnValue(table, name) => {
            let value = |catalog| column(catalog, table, name).and_then(|column| column.value.as_ref());
            let is_own = |value: Option<&ColumnValue>| matches!(value, None | Some(ColumnValue::Identity(_)));
            !(is_own(value(from)) && is_own(value(to)))
        }
        ObjectId::Constraint(table, name) => {
            let is_told = matches!(action, Action::Alter(attributes) if *attributes == [Attribute::Comment].into());
            let is_check = |catalog: &Catalog| {
                let constraint = catalog.tables.get(table).and_then(|table| table.constraints.get(name));
                constraint.is_some_and(is_inherited_check)
            };
            !is_told && (is_check(from) || is_check(to))
        }
        _ => false,
    }
}

fn is_inherited_attribute(attribute: Attribute, old: &Column, new: &Column) -> bool {
    match attribute {
        Attribute::DataType | Attribute::Storage => true,
        Attribute::NotNull => !is_for_one_table(old) && !is_for_one_table(new),
        Attribute::NotNullConstraint => {
            let state = |column: &Column| {
                column.not_null_constraint.as_ref().map(|named| (named.name.clone(), named.no_inherit, named.validated))
            };
            state(old) != state(new) && !(is_for_one_table(old) && is_for_one_table(new))
        }
        _ => false,
    }
}

fn is_inherited_check(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Check { no_inherit: false, .. })
}

fn column<'a>(catalog: &'a Catalog, table: &QualifiedName, name: &str) -> Option<&'a Column> {
    catalog.tables.get(table)?.columns.get(name)
}
