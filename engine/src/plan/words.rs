//! Changes in words, for the person who reviews them.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{Column, ColumnValue, Constraint};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use crate::diff::{Action, Attribute, Change};

/// A change in words, with what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The object.
    pub object: ObjectId,
    /// The table that it belongs to, where that is not part of its address.
    pub table: Option<QualifiedName>,
    /// The words.
    pub words: String,
}

/// One line for each change, in the order of the difference; what comes and goes with a table is not said apart.
pub fn words(changes: &[Change], from: &Catalog, to: &Catalog) -> Vec<String> {
    remarks(changes, from, to).into_iter().map(|remark| remark.words).collect()
}

/// The same with what each is about.
pub fn remarks(changes: &[Change], from: &Catalog, to: &Catalog) -> Vec<Remark> {
    let with_table = |object: &ObjectId| {
        let table = match object {
            ObjectId::Constraint(table, _) => table.clone(),
            ObjectId::Index(name) => match to.index(name) {
                Some((table, _)) => table.clone(),
                None => return false,
            },
            _ => return false,
        };
        changes.iter().any(|change| {
            change.object == ObjectId::Table(table.clone()) && matches!(change.action, Action::Create | Action::Drop)
        })
    };
    // A default that is set anew because its column takes another type is no change to a reader.
    let unchanged = |change: &Change| {
        change.action == Action::Replace
            && matches!(change.object, ObjectId::ColumnValue(..))
            && details(&change.object, from) == details(&change.object, to)
    };
    changes
        .iter()
        .filter(|change| !with_table(&change.object) && !unchanged(change))
        .map(|change| Remark {
            object: change.object.clone(),
            table: match &change.object {
                ObjectId::Index(name) => to.index(name).or_else(|| from.index(name)).map(|(table, _)| table.clone()),
                _ => None,
            },
            words: line(change, from, to),
        })
        .collect()
}

fn line(change: &Change, from: &Catalog, to: &Catalog) -> String {
    let object = &change.object;
    match &change.action {
        Action::Create => match details(object, to) {
            Some(details) => format!("create {object}: {details}"),
            None => format!("create {object}"),
        },
        Action::Drop => format!("drop {object}"),
        Action::Replace => match (details(object, from), details(object, to)) {
            (Some(old), Some(new)) if old != new => format!("replace {object}: {old} becomes {new}"),
            _ => format!("replace {object}"),
        },
        // Of an identity the object's own words would say that it is a default.
        Action::Alter(attributes) if is_identity(object, from) && is_identity(object, to) => {
            let what =
                if attributes.contains(&Attribute::Value) { ": how it counts, or when it gives a value" } else { "" };
            match object {
                ObjectId::ColumnValue(table, name) => {
                    format!("alter identity of {table}.{}{what}", quote_identifier(name))
                }
                _ => format!("alter {object}{what}"),
            }
        }
        Action::Alter(attributes) => {
            let parts: Vec<_> =
                attributes.iter().map(|attribute| attribute_words(*attribute, object, from, to)).collect();
            format!("alter {object}: {}", parts.join(", "))
        }
    }
}

/// Whether it is what gives a column its values, and an identity.
fn is_identity(object: &ObjectId, catalog: &Catalog) -> bool {
    let ObjectId::ColumnValue(table, name) = object else {
        return false;
    };
    let column = catalog.tables.get(table).and_then(|table| table.columns.get(name));
    column.is_some_and(|column| matches!(column.value, Some(ColumnValue::Identity(_))))
}

/// What an object is, in a few words.
fn details(object: &ObjectId, catalog: &Catalog) -> Option<String> {
    match object {
        ObjectId::Table(name) => {
            let table = catalog.tables.get(name)?;
            let (columns, indexes) = (table.columns.len(), table.indexes.len());
            let plural = |count: usize| if count == 1 { "" } else { "s" };
            let keys = table.constraints.len();
            Some(format!(
                "{columns} column{}, {keys} constraint{}, {indexes} index{}",
                plural(columns),
                plural(keys),
                if indexes == 1 { "" } else { "es" }
            ))
        }
        ObjectId::Column(table, name) => Some(column_words(catalog.tables.get(table)?.columns.get(name)?)),
        ObjectId::ColumnValue(table, name) => value_words(catalog.tables.get(table)?.columns.get(name)?.value.as_ref()),
        ObjectId::Constraint(table, name) => Some(constraint_words(catalog.tables.get(table)?.constraints.get(name)?)),
        ObjectId::Type(name) => catalog.enums.get(name).map(|definition| definition.labels.join(", ")),
        _ => None,
    }
}

fn column_words(column: &Column) -> String {
    let null = if column.not_null { " not null" } else { "" };
    match value_words(column.value.as_ref()) {
        Some(value) => format!("{}{null}, {value}", column.data_type),
        None => format!("{}{null}", column.data_type),
    }
}

fn value_words(value: Option<&ColumnValue>) -> Option<String> {
    Some(match value? {
        ColumnValue::Default(expression) => format!("default {expression}"),
        ColumnValue::Identity(_) => "identity".to_owned(),
        ColumnValue::Generated { expression, .. } => format!("generated as {expression}"),
    })
}

fn constraint_words(constraint: &Constraint) -> String {
    super::constraint::definition(constraint)
}

fn attribute_words(attribute: Attribute, object: &ObjectId, from: &Catalog, to: &Catalog) -> String {
    let column = |catalog: &Catalog| match object {
        ObjectId::Column(table, name) | ObjectId::ColumnValue(table, name) => {
            catalog.tables.get(table).and_then(|table| table.columns.get(name)).cloned()
        }
        _ => None,
    };
    let label = |catalog: &Catalog| match object {
        ObjectId::Type(name) => catalog.enums.get(name).map(|definition| definition.labels.join(", ")),
        _ => None,
    };
    match attribute {
        Attribute::DataType => match (column(from), column(to)) {
            (Some(old), Some(new)) => format!("type {} becomes {}", old.data_type, new.data_type),
            _ => "type".to_owned(),
        },
        Attribute::NotNull => match column(to).map(|column| column.not_null) {
            Some(true) => "becomes not null".to_owned(),
            Some(false) => "becomes nullable".to_owned(),
            None => "not null".to_owned(),
        },
        Attribute::Value => match (column(from), column(to)) {
            (Some(old), Some(new)) => format!(
                "{} becomes {}",
                value_words(old.value.as_ref()).unwrap_or_else(|| "no default".to_owned()),
                value_words(new.value.as_ref()).unwrap_or_else(|| "no default".to_owned())
            ),
            _ => "default".to_owned(),
        },
        Attribute::Labels => match (label(from), label(to)) {
            (Some(old), Some(new)) => format!("labels {old} become {new}"),
            _ => "labels".to_owned(),
        },
        Attribute::NotNullConstraint => "the name, state or comment of its not-null constraint".to_owned(),
        Attribute::Storage => "storage".to_owned(),
        Attribute::Compression => "compression".to_owned(),
        Attribute::Fields => "fields".to_owned(),
        Attribute::Options => "options".to_owned(),
        Attribute::Logged => "whether it is logged".to_owned(),
        Attribute::OwnedBy => "owner column".to_owned(),
        Attribute::Validated => "validated".to_owned(),
        Attribute::Deferrability => "deferrability".to_owned(),
        Attribute::Schema => "schema".to_owned(),
        Attribute::Version => "version".to_owned(),
        Attribute::Comment => "comment".to_owned(),
    }
}
