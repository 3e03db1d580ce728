//! Renames, which a person decided in the schema file.

mod origins;
mod path;
mod state;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use evenkeel_model::declared::{Rename, RenamedObject};
use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

pub use self::origins::Origins;
pub(crate) use self::state::old_name;
use self::state::{State, Step};
use super::statement::{HazardKind, Statement};
use super::words::Remark;

/// The renames that act on a catalog, as statements that carry them out and statements that take them back.
#[derive(Clone, Debug, Default)]
pub struct Renames {
    /// From the old names to the new ones.
    pub forward: Vec<Statement>,
    /// From the new names to the old ones, in the order in which they have to run.
    pub backward: Vec<Statement>,
    /// What is renamed, in words.
    pub words: Vec<Remark>,
    /// What things were called before.
    pub origins: Origins,
}

/// A rename that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// Both names are in use.
    #[error("{} is said to be renamed from {from}, but both exist, or something else has the new name", new_id(object))]
    BothExist {
        /// The object under its new name.
        object: RenamedObject,
        /// The old name.
        from: String,
    },
    /// What belongs to the object goes along into its new schema, where its name is in use.
    #[error(
        "{} is said to be renamed from {from}, but then {part}, which goes along, meets something that has this name \
         already",
        new_id(object)
    )]
    Brings {
        /// The object under its new name.
        object: RenamedObject,
        /// The old name.
        from: String,
        /// The part in its new schema.
        part: QualifiedName,
    },
}

impl RenameError {
    /// The object under its new name.
    pub fn object(&self) -> &RenamedObject {
        match self {
            Self::BothExist { object, .. } | Self::Brings { object, .. } => object,
        }
    }

    /// The old name in the rename that cannot be carried out.
    pub fn from(&self) -> &str {
        match self {
            Self::BothExist { from, .. } | Self::Brings { from, .. } => from,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::BothExist { .. } => {
                "take `renamed_from` out of the schema file if they are two things, or drop one of them first"
            }
            Self::Brings { .. } => "rename or drop one of the two in a migration before this one",
        }
    }
}

/// Finds the renames that act: those whose old object is there and whose new one is not. One whose new object is there
/// already has been carried out, unless the old one is there too.
///
/// # Errors
/// Renames whose new names something else has.
pub fn resolve(renames: &[Rename], catalog: &Catalog, major: u32) -> Result<Renames, Vec<RenameError>> {
    let mut state = State::of(catalog, major);
    let mut result = Renames { origins: Origins::of(catalog), ..Renames::default() };
    let mut errors = Vec::new();
    let mut backward = Vec::new();
    // Wide things first, so that the narrow ones are found under their owners' new names; where one rename frees the
    // name that another one takes, a second round finds it.
    let mut pending: Vec<Rename> = renames.to_vec();
    pending.sort_by_key(|rename| breadth(&rename.object));
    loop {
        let before = pending.len();
        let mut schemas: BTreeMap<String, String> = BTreeMap::new();
        pending.retain(|rename| match state.step(rename) {
            Step::Done(done) => {
                let (mut forward, mut back, words) = *done;
                if let RenamedObject::Column(owner, new) = &rename.object {
                    // No program knows yet what the table is called by now.
                    let known = result.origins.table(owner).unwrap_or(owner);
                    forward = forward.with_hazard(HazardKind::BreaksClients, fails(known, &rename.from));
                    back = back.with_hazard(HazardKind::BreaksClients, fails(owner, new));
                }
                if let Some(schema) = new_schema(rename).filter(|schema| state.schemas.insert((*schema).to_owned())) {
                    let (create, drop) = create_and_drop(schema);
                    result.forward.push(create);
                    backward.push(drop);
                }
                if let RenamedObject::Schema(new) = &rename.object {
                    schemas.insert(rename.from.clone(), new.clone());
                }
                result.origins.note(rename);
                result.forward.push(forward);
                backward.push(back);
                if !rename.implied {
                    result.words.push(remark(&rename.object, words));
                }
                false
            }
            Step::NothingToDo | Step::Blocked | Step::Brings(_) => true,
        });
        if pending.len() == before {
            break;
        }
        // What is said to come from a schema comes from where that is now.
        for from in pending.iter_mut().filter_map(|rename| rename.from_schema.as_mut()) {
            if let Some(now) = schemas.get(from) {
                from.clone_from(now);
            }
        }
    }
    for rename in pending {
        let (object, from) = (rename.object.clone(), rename.from.clone());
        match state.step(&rename) {
            Step::Blocked if !rename.implied => errors.push(RenameError::BothExist { object, from }),
            Step::Brings(part) => errors.push(RenameError::Brings { object, from, part }),
            _ => {}
        }
    }
    result.backward = backward.into_iter().rev().collect();
    if errors.is_empty() { Ok(result) } else { Err(errors) }
}

/// The renames whose old object a catalog has: they are not carried out there.
pub(crate) fn still_to_come(renames: &[Rename], catalog: &Catalog, major: u32) -> Vec<Rename> {
    let mut state = State::of(catalog, major);
    let mut wide_first: Vec<&Rename> = renames.iter().collect();
    wide_first.sort_by_key(|rename| breadth(&rename.object));
    wide_first.retain(|rename| !matches!(state.step(rename), Step::NothingToDo));
    wide_first.into_iter().cloned().collect()
}

/// What fails once a column has another name.
fn fails(table: &QualifiedName, column: &str) -> String {
    format!("programs that use {table}.{} fail from then on", quote_identifier(column))
}

/// What is said of a rename, with what is renamed under its new name.
fn remark(object: &RenamedObject, words: String) -> Remark {
    let (object, table) = match object {
        RenamedObject::Schema(name) => (ObjectId::Schema(name.clone()), None),
        RenamedObject::Type(name) | RenamedObject::EnumLabel(name, _) => (ObjectId::Type(name.clone()), None),
        RenamedObject::Sequence(name) => (ObjectId::Sequence(name.clone()), None),
        RenamedObject::Table(name) => (ObjectId::Table(name.clone()), None),
        RenamedObject::Field(owner, name) | RenamedObject::Column(owner, name) => {
            (ObjectId::Column(owner.clone(), name.clone()), None)
        }
        RenamedObject::Constraint(owner, name) => (ObjectId::Constraint(owner.clone(), name.clone()), None),
        RenamedObject::Index(table, name) => (ObjectId::Index(table.sibling(name)), Some(table.clone())),
    };
    Remark { object, table, words }
}

/// The schema into which the rename moves its object.
fn new_schema(rename: &Rename) -> Option<&str> {
    match &rename.object {
        RenamedObject::Type(new) | RenamedObject::Sequence(new) | RenamedObject::Table(new) => {
            rename.from_schema.as_ref().map(|_| new.schema.as_str())
        }
        _ => None,
    }
}

/// A schema that is not there yet must be before anything moves into it, and goes after all has moved back.
fn create_and_drop(schema: &str) -> (Statement, Statement) {
    let statement = |keyword: &str| {
        let id = ObjectId::Schema(schema.to_owned());
        Statement::new(id, format!("{keyword} SCHEMA {}", quote_identifier(schema)))
    };
    (statement("CREATE"), statement("DROP"))
}

fn breadth(object: &RenamedObject) -> u8 {
    match object {
        RenamedObject::Schema(_) => 0,
        RenamedObject::Type(_) | RenamedObject::Sequence(_) | RenamedObject::Table(_) => 1,
        RenamedObject::EnumLabel(..) | RenamedObject::Field(..) | RenamedObject::Column(..) => 2,
        RenamedObject::Constraint(..) | RenamedObject::Index(..) => 3,
    }
}

fn new_id(object: &RenamedObject) -> String {
    match object {
        RenamedObject::Schema(name) => ObjectId::Schema(name.clone()).to_string(),
        RenamedObject::Type(name) => ObjectId::Type(name.clone()).to_string(),
        RenamedObject::EnumLabel(name, label) => format!("label {} of {name}", quote_literal(label)),
        RenamedObject::Field(name, field) | RenamedObject::Column(name, field) => {
            ObjectId::Column(name.clone(), field.clone()).to_string()
        }
        RenamedObject::Sequence(name) => ObjectId::Sequence(name.clone()).to_string(),
        RenamedObject::Table(name) => ObjectId::Table(name.clone()).to_string(),
        RenamedObject::Constraint(name, constraint) => {
            ObjectId::Constraint(name.clone(), constraint.clone()).to_string()
        }
        RenamedObject::Index(table, index) => ObjectId::Index(table.sibling(index)).to_string(),
    }
}
