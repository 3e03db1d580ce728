//! Why there is no plan.

use evenkeel_model::{ObjectId, QualifiedName};

use super::facts::Obstacle;

/// Why a difference cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Something that the model cannot describe would have to be dropped or rebuilt.
    #[error(
        "{object} depends on {needed}, which has to change or go; evenkeel cannot describe {object} yet, so it neither \
         drops nor rebuilds it. Drop it by hand in a migration of your own (`keel gen --custom`), and create it again \
         after this change"
    )]
    Unmodelled {
        /// What is in the way.
        object: Box<ObjectId>,
        /// What would change.
        needed: Box<ObjectId>,
    },
    /// Something that evenkeel leaves alone would have to be dropped or rebuilt.
    #[error(
        "{}: that has to change or go, and evenkeel leaves alone what is neither in the schema file nor made by its \
         migrations. Declare it in the file, or take it out of the way by hand (`keel gen --custom`)",
        edges.iter().map(|(object, needed)| format!("{object} depends on {needed}")).collect::<Vec<_>>().join(", ")
    )]
    LeftAlone {
        /// What is in the way, each with what would change.
        edges: Vec<(ObjectId, ObjectId)>,
    },
    /// There is no way from one type of a composite's field to the other.
    #[error("field {composite}.{field} cannot become {new} from {old} in the rows of {table}.{column}: {obstacle}")]
    NoFieldConversion {
        /// The composite type.
        composite: Box<QualifiedName>,
        /// Its field.
        field: Box<str>,
        /// The type that the field has.
        old: Box<str>,
        /// The type that it should have.
        new: Box<str>,
        /// The table with a column that holds the composite.
        table: Box<QualifiedName>,
        /// The column.
        column: Box<str>,
        /// Why not.
        obstacle: Obstacle,
    },
    /// There is no way from one type to the other.
    #[error("column {table}.{column} cannot become {new} from {old}: {obstacle}")]
    NoConversion {
        /// The table.
        table: Box<QualifiedName>,
        /// The column.
        column: Box<str>,
        /// The type it has.
        old: Box<str>,
        /// The type it should have.
        new: Box<str>,
        /// Why not.
        obstacle: Obstacle,
    },
    /// Several of the last two kinds.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Conversions(Vec<PlanError>),
    /// An index would go that its table is marked with.
    #[error(
        "{object} cannot be dropped: it is {role} of {table}, which would be lost with it; say `ALTER TABLE {table} \
         {instead}` in the database first, or what should be in its place"
    )]
    Marked {
        /// The index, or the constraint that owns it.
        object: Box<ObjectId>,
        /// The table.
        table: Box<QualifiedName>,
        /// What it is of the table.
        role: &'static str,
        /// What ALTER TABLE says to have none.
        instead: &'static str,
    },
    /// The changes need each other.
    #[error(
        "these changes need each other, so they cannot be put in any order: {}. Make them in two steps",
        objects.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    Cycle {
        /// The objects concerned.
        objects: Vec<ObjectId>,
    },
}

impl PlanError {
    /// What to do about it, where the words do not say that themselves.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::NoConversion { .. } => Some("say how with `using: <expression>` at the column in the schema file"),
            Self::NoFieldConversion { .. } => Some(
                "say how the column becomes one of the new type with `using: <expression>` at the column in the schema \
                 file",
            ),
            Self::Conversions(errors) => errors.first().and_then(Self::help),
            _ => None,
        }
    }

    /// The columns whose values have no way into another type.
    pub(crate) fn conversions(&self) -> Vec<(&Self, ObjectId)> {
        match self {
            Self::NoConversion { table, column, .. } | Self::NoFieldConversion { table, column, .. } => {
                vec![(self, ObjectId::Column(QualifiedName::clone(table), column.to_string()))]
            }
            Self::Conversions(errors) => errors.iter().flat_map(Self::conversions).collect(),
            _ => Vec::new(),
        }
    }
}
