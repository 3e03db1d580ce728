//! Columns and where their values come from.

use evenkeel_model::object::{Column, ColumnValue, GeneratedKind};
use evenkeel_model::{ObjectId, QualifiedName};

use super::{Action, Attribute, Changes};

/// The first major version with `ALTER COLUMN … SET EXPRESSION`.
const SET_EXPRESSION: u32 = 17;

/// Compares a column that is on both sides.
pub(super) fn diff(changes: &mut Changes, table: &QualifiedName, name: &str, old: &Column, new: &Column, major: u32) {
    let column = ObjectId::Column(table.clone(), name.to_owned());
    let retyped = old.data_type != new.data_type || old.collation != new.collation;
    let value = value(old.value.as_ref(), new.value.as_ref(), retyped, major);
    if value == Some(ValueChange::ReplaceColumn) {
        changes.push(column, Action::Replace);
        return;
    }
    changes.alter(
        column,
        [
            (Attribute::DataType, retyped),
            (Attribute::NotNull, old.not_null != new.not_null),
            (
                Attribute::NotNullConstraint,
                old.not_null && new.not_null && old.not_null_constraint != new.not_null_constraint,
            ),
            (Attribute::Storage, old.storage != new.storage),
            (Attribute::Compression, old.compression != new.compression),
            (Attribute::Comment, old.comment != new.comment),
        ],
    );
    if let Some(ValueChange::Value(action)) = value {
        changes.push(ObjectId::ColumnValue(table.clone(), name.to_owned()), action);
    }
}

/// What a changed default, identity or expression means.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ValueChange {
    /// It happens to the value alone.
    Value(Action),
    /// The column has to go and come back.
    ReplaceColumn,
}

fn value(old: Option<&ColumnValue>, new: Option<&ColumnValue>, retyped: bool, major: u32) -> Option<ValueChange> {
    use ColumnValue::{Default, Generated, Identity};
    let alter = || ValueChange::Value(Action::Alter([Attribute::Value].into()));
    match (old, new) {
        (None, None) => None,
        // The expression of a generated column of another type is computed anew, so the column may as well.
        (_, Some(Generated { .. })) if retyped => Some(ValueChange::ReplaceColumn),
        // A default is converted with its column's type, into something that the file does not say: it is set anew.
        (Some(Default(_)), Some(Default(_))) if retyped => Some(ValueChange::Value(Action::Replace)),
        (old, new) if old == new => None,
        (Some(Default(_)), Some(Default(_))) | (Some(Identity(_)), Some(Identity(_))) => Some(alter()),
        (Some(Generated { kind: GeneratedKind::Stored, .. }), Some(Generated { kind: GeneratedKind::Stored, .. }))
        | (
            Some(Generated { kind: GeneratedKind::Virtual, .. }),
            Some(Generated { kind: GeneratedKind::Virtual, .. }),
        ) if major >= SET_EXPRESSION => Some(alter()),
        (_, Some(Generated { .. })) | (Some(Generated { kind: GeneratedKind::Virtual, .. }), _) => {
            Some(ValueChange::ReplaceColumn)
        }
        (None, Some(_)) => Some(ValueChange::Value(Action::Create)),
        (Some(_), None) => Some(ValueChange::Value(Action::Drop)),
        (Some(_), Some(_)) => Some(ValueChange::Value(Action::Replace)),
    }
}
