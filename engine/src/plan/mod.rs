//! From a difference to ordered SQL statements: pure and deterministic.
//!
//! The safe form of every change on a table that may be busy is the only form there is: indexes are built
//! CONCURRENTLY, constraints are added NOT VALID and validated in a later transaction. One file an object kind, with
//! create, alter and drop together.

mod alike;
mod check;
mod column;
mod column_value;
mod comment;
mod composite;
mod constraint;
mod context;
mod conversion;
mod domain;
mod domain_rows;
mod duplicates;
mod enum_type;
mod enum_use;
pub mod error;
mod expand;
pub mod facts;
mod graph;
mod held;
mod holders;
mod index;
mod inherited;
mod keeps;
mod limits;
mod logging;
mod mark;
mod merge;
mod not_null;
mod position;
mod rename;
mod row;
mod schema;
mod sequence;
mod stage;
mod stands;
pub mod statement;
mod successor;
mod table;
mod toast;
mod transaction;
mod types;
mod violations;
mod words;

use evenkeel_model::name::quote_identifier;
use evenkeel_model::{Catalog, ObjectId};

pub(crate) use self::alike::alike;
pub(crate) use self::check::{said_once, settled};
use self::context::Context;
use self::conversion::Unconverted;
pub use self::error::{InTheWay, PlanError};
pub use self::facts::{Conversion, Facts, Obstacle, conversions_needed};
pub(crate) use self::facts::{basis, needs_value};
use self::graph::Node;
pub(crate) use self::inherited::check_renames;
pub(crate) use self::rename::old_name;
pub(crate) use self::rename::still_to_come;
pub use self::rename::{Origins, RenameError, Renames, resolve as resolve_renames};
pub use self::stands::tell_what_stands;
pub(crate) use self::statement::ColumnAction;
pub use self::statement::{Hazard, HazardKind, LockMode, Phase, Probe, Statement};
pub use self::transaction::{Transaction, transactions};
pub use self::words::{Remark, remarks, words};
use crate::diff::{Action, Attribute, Change, after_moves, diff, with_possible_keys};

/// The ordered statements that turn one catalog into another.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What differs, renames aside.
    pub changes: Vec<Change>,
    /// The statements in the order of execution.
    pub statements: Vec<Statement>,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The hazards of a kind, in the order of the statements.
    pub fn hazards(&self, kind: HazardKind) -> impl Iterator<Item = &Hazard> {
        self.statements.iter().flat_map(|statement| &statement.hazards).filter(move |hazard| hazard.kind == kind)
    }
}

/// Plans the way from one catalog to another.
///
/// # Errors
/// What stands in the way: see [`PlanError`].
pub fn plan(from: &Catalog, to: &Catalog, facts: &Facts) -> Result<Plan, PlanError> {
    plan_changes(diff(from, to, facts.major), from, to, facts)
}

/// The changes that are planned between two states of a database. The public schema neither comes nor goes, since every
/// database has it: its comment alone changes.
pub fn plannable(from: &Catalog, to: &Catalog, major: u32) -> Vec<Change> {
    let mut changes = diff(from, to, major);
    changes.retain(|change| match (&change.object, &change.action) {
        (ObjectId::Schema(name), action) if name == "public" => matches!(action, Action::Alter(_)),
        _ => true,
    });
    changes
}

/// Plans these changes, which are those between the two catalogs or some of them.
///
/// # Errors
/// As [`plan`].
pub fn plan_changes(changes: Vec<Change>, from: &Catalog, to: &Catalog, facts: &Facts) -> Result<Plan, PlanError> {
    if changes.is_empty() {
        return Ok(Plan::default());
    }
    let from = with_possible_keys(after_moves(from, to));
    let from = from.as_ref();
    let expanded = expand::expand(&changes, from, to, &facts.bystanders)?;
    inherited::check(&expanded.actions, from, to, &facts.children)?;
    let mut context =
        Context { from, to, facts, actions: expanded.actions, forced: expanded.forced, drop_foreign_keys_apart: false };
    check_conversions(&context)?;
    mark::check(&context)?;
    // Dropped tables take their foreign keys along, unless these form a cycle.
    let statements = match graph::order(nodes(&context), from, to) {
        Ok(statements) => statements,
        Err(_) => {
            context.drop_foreign_keys_apart = true;
            graph::order(nodes(&context), from, to).map_err(|objects| PlanError::Cycle { objects })?
        }
    };
    // Where there are renames, which come between the checks and all else, whoever adds them sees what has to be asked.
    let statements = if facts.origins.is_none() { settled(statements) } else { statements };
    Ok(Plan { changes, statements })
}

fn check_conversions(context: &Context<'_>) -> Result<(), PlanError> {
    let mut errors = Vec::new();
    for (object, action) in &context.actions {
        let (ObjectId::Column(table, name), Action::Alter(attributes)) = (object, action) else {
            continue;
        };
        if !attributes.contains(&Attribute::DataType) {
            continue;
        }
        let (Some(old), Some(new)) = (context.old_column(table, name), context.new_column(table, name)) else {
            continue;
        };
        if context.facts.using.contains_key(&(table.clone(), name.clone())) {
            continue;
        }
        let (at, column) = (Box::new(table.clone()), name.as_str().into());
        match conversion::using(context, &quote_identifier(name), old, new) {
            Ok(_) => {}
            Err(Unconverted::Column(obstacle)) => {
                let old = keeps::told(context.from, &old.data_type).into();
                let new = keeps::told(context.to, &new.data_type).into();
                errors.push(PlanError::NoConversion { table: at, column, old, new, obstacle });
            }
            Err(Unconverted::Field { composite, field, old, new, obstacle }) => {
                let (composite, field) = (Box::new(composite), field.into());
                let (old, new) = (old.into(), new.into());
                errors.push(PlanError::NoFieldConversion { composite, field, old, new, table: at, column, obstacle });
            }
        }
    }
    match errors.len() {
        0 | 1 => errors.pop().map_or(Ok(()), Err),
        _ => Err(PlanError::Conversions(errors)),
    }
}

/// The statements of each object, kind by kind: the one list of kinds in the planner.
fn nodes(context: &Context<'_>) -> Vec<Node> {
    context
        .actions
        .iter()
        .flat_map(|(object, action)| match object {
            ObjectId::Schema(name) => schema::schema(context, name, action),
            ObjectId::Extension(name) => schema::extension(context, name, action),
            ObjectId::Type(name) => types::nodes(context, name, action),
            ObjectId::Sequence(name) => sequence::nodes(context, name, action),
            ObjectId::Table(name) => table::nodes(context, name, action),
            ObjectId::Column(table, name) => column::nodes(context, table, name, action),
            ObjectId::ColumnValue(table, name) => column_value::nodes(context, table, name, action),
            ObjectId::Constraint(owner, name) => {
                // A domain may give up its name to a table, or take it, each with a constraint of the same name.
                let of_domain = domain::check(context, owner, name, action);
                of_domain.into_iter().chain(constraint::nodes(context, owner, name, action)).collect()
            }
            ObjectId::Index(name) => index::nodes(context, name, action),
            // Named elsewhere, and never touched.
            ObjectId::Other(..) => Vec::new(),
        })
        .chain(mark::nodes(context))
        .filter(|node| !node.statements.is_empty())
        .collect()
}
