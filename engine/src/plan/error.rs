//! Why there is no plan.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::OtherKind;
use evenkeel_model::{ObjectId, QualifiedName};

use super::facts::Obstacle;

/// Why a difference cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Something that the model cannot describe would have to be dropped or rebuilt.
    #[error("{}: that has to change or go, and evenkeel cannot describe {} yet", edges(.0), whom(.0))]
    Unmodelled(Vec<InTheWay>),
    /// Something that evenkeel leaves alone would have to be dropped or rebuilt.
    #[error(
        "{}: that has to change or go, and evenkeel leaves alone what is neither in the schema file nor made by its \
         migrations",
        edges(.0)
    )]
    LeftAlone(Vec<InTheWay>),
    /// What inherits from a table, which the model cannot describe, would change with it: the changes, and in what.
    #[error(
        "{}: evenkeel cannot describe what inherits from a table yet, and changes none of it",
        .0.iter().map(inherited).collect::<Vec<_>>().join("; ")
    )]
    Inherited(Vec<(Vec<ObjectId>, Vec<ObjectId>)>),
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

/// An object that a plan may not touch, and what it needs of that which has to change or go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTheWay {
    /// What is in the way.
    pub object: ObjectId,
    /// What would change.
    pub needed: ObjectId,
    /// Whether that goes for good.
    pub for_good: bool,
}

/// How many are named one by one.
const NAMED: usize = 12;

/// What needs what: together, what needs the same.
fn edges(edges: &[InTheWay]) -> String {
    let mut needs: BTreeMap<&ObjectId, BTreeSet<&ObjectId>> = BTreeMap::new();
    for InTheWay { object, needed, .. } in edges {
        needs.entry(object).or_default().insert(needed);
    }
    let mut by_needed: BTreeMap<BTreeSet<&ObjectId>, Vec<&ObjectId>> = BTreeMap::new();
    for (object, needed) in needs {
        by_needed.entry(needed).or_default().push(object);
    }
    let words = by_needed.iter().map(|(needed, objects)| {
        let needed: Vec<_> = needed.iter().copied().collect();
        let depend = if objects.len() == 1 { "depends" } else { "depend" };
        format!("{} {depend} on {}", listed(objects), listed(&needed))
    });
    words.collect::<Vec<_>>().join("; ")
}

/// What cannot be described, as it is called behind the names.
fn whom(edges: &[InTheWay]) -> String {
    match edges {
        [only] => only.object.to_string(),
        _ => "what depends on it".to_owned(),
    }
}

/// What can be done by hand about objects that the model cannot describe: with those that can stand again afterwards, with
/// those that can do so only in another form, and with what is said of something and goes with it.
fn by_hand(edges: &[InTheWay]) -> String {
    let of = |wanted: &dyn Fn(&InTheWay) -> bool| -> Vec<&ObjectId> {
        let found: BTreeSet<_> = edges.iter().filter(|edge| wanted(edge)).map(|edge| &edge.object).collect();
        found.into_iter().collect()
    };
    let said = of(&|edge| edge.for_good && undoing(&edge.object).is_some());
    let changed = of(&|edge| edge.for_good && !said.contains(&&edge.object));
    let again = of(&|edge| !said.contains(&&edge.object) && !changed.contains(&&edge.object));
    let is_one_kind = [&said, &changed, &again].into_iter().filter(|objects| !objects.is_empty()).count() == 1;
    let who = |objects: &[&ObjectId]| match objects {
        [_] if is_one_kind => "it".to_owned(),
        _ if is_one_kind => "them".to_owned(),
        _ => listed(objects),
    };
    const OWN: &str = "by hand in a migration of your own (`keel gen --custom`)";
    let mut steps = Vec::new();
    if !again.is_empty() {
        let it = if again.len() == 1 { "it" } else { "them" };
        steps.push(format!("drop {} {OWN}, and create {it} again after this change", who(&again)));
    }
    if !changed.is_empty() {
        let it = if changed.len() == 1 { "it" } else { "they" };
        steps.push(format!(
            "drop {} {OWN}; after this change {it} can be created again, without what goes",
            who(&changed)
        ));
    }
    if !said.is_empty() {
        let undone: BTreeSet<&str> = said.iter().filter_map(|object| undoing(object)).collect();
        let undone: Vec<&str> = undone.into_iter().collect();
        let it = if said.len() == 1 { "it cannot" } else { "they cannot" };
        steps.push(format!(
            "take {} back {OWN}, with {}: {it} come again, since what goes is what was spoken of",
            who(&said),
            undone.join(" and ")
        ));
    }
    steps.join("; ")
}

/// What takes back what is said of a table or column, for kinds that cannot be without it.
fn undoing(object: &ObjectId) -> Option<&'static str> {
    let ObjectId::Other(kind, _) = object else { return None };
    Some(match kind {
        OtherKind::Privileges => "`REVOKE`",
        OtherKind::SecurityLabel => "`SECURITY LABEL … IS NULL`",
        OtherKind::ColumnStatisticsTarget => "`SET STATISTICS -1`",
        OtherKind::ColumnOptions => "`ALTER COLUMN … RESET (…)`",
        OtherKind::Comment => "`COMMENT … IS NULL`",
        _ => return None,
    })
}

/// What would change in what inherits it.
fn inherited((changes, children): &(Vec<ObjectId>, Vec<ObjectId>)) -> String {
    let (changes, children): (Vec<_>, Vec<_>) = (changes.iter().collect(), children.iter().collect());
    format!("{} would change in {} too", listed(&changes), listed(&children))
}

/// Objects with commas between them, as many as are worth naming.
fn listed(objects: &[&ObjectId]) -> String {
    let mut words = objects.iter().take(NAMED).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if let Some(more) = objects.len().checked_sub(NAMED).filter(|more| *more > 0) {
        words.push_str(&format!(" and {more} more"));
    }
    words
}

impl PlanError {
    /// What to do about it, where the words do not say that themselves.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Unmodelled(edges) => return Some(by_hand(edges)),
            Self::LeftAlone(_) => {
                "declare it in the schema file, or take it out of the way by hand in a migration of your own \
                 (`keel gen --custom`)"
            }
            Self::Inherited(_) => {
                "write the change by hand in a migration of your own (`keel gen --custom`), which reaches what inherits too; or \
                 part the two before it with `ALTER TABLE <child> NO INHERIT <table>`"
            }
            Self::NoConversion { .. } => "say how with `using: <expression>` at the column in the schema file",
            Self::NoFieldConversion { .. } => {
                "say how the column becomes one of the new type with `using: <expression>` at the column in the schema \
                 file"
            }
            Self::Conversions(errors) => return errors.first().and_then(Self::help),
            _ => return None,
        };
        Some(help.to_owned())
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
