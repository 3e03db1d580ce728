//! Renames, which a person decided in the schema file.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::declared::{Rename, RenamedObject};
use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::object::ColumnValue;
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::statement::{HazardKind, LockMode, Statement};

/// The renames that act on a catalog, as statements that carry them out and statements that take them back.
#[derive(Clone, Debug, Default)]
pub struct Renames {
    /// From the old names to the new ones.
    pub forward: Vec<Statement>,
    /// From the new names to the old ones, in the order in which they have to run.
    pub backward: Vec<Statement>,
    /// What is renamed, in words.
    pub words: Vec<String>,
}

/// A rename that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{object} is said to be renamed from {from}, but both exist: take `renamed_from` out of the schema file if they are \
     two things, or drop one of them first"
)]
pub struct BothExist {
    /// The object under its new name.
    pub object: String,
    /// The old name.
    pub from: String,
}

/// Finds the renames that act: those whose old object is there and whose new one is not. One whose new object is there
/// already has been carried out, unless the old one is there too.
///
/// `wanted` says whether the new object is to exist at all, for a declaration may keep the history of what is gone.
///
/// # Errors
/// Renames whose old and new object both exist.
pub fn resolve(renames: &[Rename], catalog: &Catalog) -> Result<Renames, Vec<BothExist>> {
    let mut state = State::of(catalog);
    let mut result = Renames::default();
    let mut errors = Vec::new();
    let mut backward = Vec::new();
    // Wide things first, so that the narrow ones are found under their owners' new names; where one rename frees the
    // name that another one takes, a second round finds it.
    let mut pending: Vec<&Rename> = renames.iter().collect();
    pending.sort_by_key(|rename| breadth(&rename.object));
    loop {
        let before = pending.len();
        pending.retain(|rename| match state.step(rename) {
            Step::Done(done) => {
                let (forward, back, words) = *done;
                if let Some(schema) = new_schema(rename).filter(|schema| state.schemas.insert((*schema).to_owned())) {
                    let (create, drop) = create_and_drop(schema);
                    result.forward.push(create);
                    backward.push(drop);
                }
                result.forward.push(forward);
                backward.push(back);
                if !rename.implied {
                    result.words.push(words);
                }
                false
            }
            Step::NothingToDo | Step::Blocked => true,
        });
        if pending.len() == before {
            break;
        }
    }
    for rename in pending {
        if !rename.implied && state.step(rename) == Step::Blocked {
            errors.push(BothExist { object: new_id(&rename.object), from: rename.from.clone() });
        }
    }
    result.backward = backward.into_iter().rev().collect();
    if errors.is_empty() { Ok(result) } else { Err(errors) }
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

/// What became of one rename.
#[derive(PartialEq, Eq)]
enum Step {
    /// It acts: forward, backward, in words.
    Done(Box<(Statement, Statement, String)>),
    /// There is nothing of the old name.
    NothingToDo,
    /// Old and new are both there.
    Blocked,
}

/// The names of a catalog, renamed as the renames go on.
struct State {
    schemas: BTreeSet<String>,
    types: BTreeSet<(QualifiedName, Kind)>,
    sequences: BTreeSet<QualifiedName>,
    /// The columns that own sequences, by sequence.
    owners: BTreeMap<QualifiedName, (QualifiedName, String)>,
    tables: BTreeSet<QualifiedName>,
    labels: BTreeSet<(QualifiedName, String)>,
    columns: BTreeSet<(QualifiedName, String)>,
    constraints: BTreeSet<(QualifiedName, String)>,
    indexes: BTreeSet<(QualifiedName, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Plain,
    Domain,
}

impl State {
    fn of(catalog: &Catalog) -> Self {
        let pairs = |names: &mut dyn Iterator<Item = (&QualifiedName, Vec<&String>)>| {
            names
                .flat_map(|(owner, parts)| parts.into_iter().map(move |part| (owner.clone(), part.clone())))
                .collect::<BTreeSet<_>>()
        };
        let mut columns = pairs(&mut catalog.tables.iter().map(|(name, table)| (name, table.columns.keys().collect())));
        columns.extend(pairs(&mut catalog.composites.iter().map(|(name, of)| (name, of.fields.keys().collect()))));
        let mut constraints =
            pairs(&mut catalog.tables.iter().map(|(name, table)| (name, table.constraints.keys().collect())));
        constraints.extend(pairs(&mut catalog.domains.iter().map(|(name, of)| (name, of.checks.keys().collect()))));
        Self {
            schemas: catalog.schemas.keys().cloned().collect(),
            types: catalog
                .enums
                .keys()
                .chain(catalog.composites.keys())
                .map(|name| (name.clone(), Kind::Plain))
                .chain(catalog.domains.keys().map(|name| (name.clone(), Kind::Domain)))
                .collect(),
            sequences: catalog.sequences.keys().cloned().chain(identity_sequences(catalog)).collect(),
            owners: owners(catalog).collect(),
            tables: catalog.tables.keys().cloned().collect(),
            labels: pairs(&mut catalog.enums.iter().map(|(name, of)| (name, of.labels.iter().collect()))),
            columns,
            constraints,
            indexes: pairs(&mut catalog.tables.iter().map(|(name, table)| (name, table.indexes.keys().collect()))),
        }
    }

    /// Tries one rename, and remembers the new name if it acts.
    fn step(&mut self, rename: &Rename) -> Step {
        match &rename.object {
            RenamedObject::Schema(new) => {
                let (old, new) = (rename.from.clone(), new.clone());
                decide(self.schemas.contains(&old), self.schemas.contains(&new), || {
                    self.rename_schema(&old, &new);
                    let alter = |from: &str, to: &str| {
                        let sql = format!("ALTER SCHEMA {} RENAME TO {}", quote_identifier(from), quote_identifier(to));
                        Statement::new(ObjectId::Schema(to.to_owned()), sql)
                    };
                    (alter(&old, &new), alter(&new, &old), format!("schema {old} is now {new}"))
                })
            }
            RenamedObject::Table(new) => {
                let old = old_name(rename, new);
                decide(self.tables.contains(&old), self.tables.contains(new), || {
                    self.rename_table(&old, new);
                    let alter = |from, to| move_statement("TABLE", from, to, ObjectId::Table, true);
                    (alter(&old, new), alter(new, &old), format!("table {old} is now {new}"))
                })
            }
            RenamedObject::Sequence(new) => {
                let old = old_name(rename, new);
                decide(self.sequences.contains(&old), self.sequences.contains(new), || {
                    self.sequences.remove(&old);
                    self.sequences.insert(new.clone());
                    let alter = |from, to| move_statement("SEQUENCE", from, to, ObjectId::Sequence, false);
                    let (mut forward, mut backward) = (alter(&old, new), alter(new, &old));
                    if let Some((table, column)) = self.owners.remove(&old) {
                        if old.schema == new.schema {
                            self.owners.insert(new.clone(), (table, column));
                        } else {
                            // A sequence stays in the schema of the table that owns it.
                            forward.sql = format!("ALTER SEQUENCE {old} OWNED BY NONE;\n{}", forward.sql);
                            let owner = format!("{table}.{}", quote_identifier(&column));
                            backward.sql = format!("{};\nALTER SEQUENCE {old} OWNED BY {owner}", backward.sql);
                        }
                    }
                    (forward, backward, format!("sequence {old} is now {new}"))
                })
            }
            RenamedObject::Type(new) => {
                let old = old_name(rename, new);
                let kind =
                    [Kind::Plain, Kind::Domain].into_iter().find(|kind| self.types.contains(&(old.clone(), *kind)));
                let taken = self.types.iter().any(|(name, _)| name == new);
                decide(kind.is_some(), taken, || {
                    let kind = kind.unwrap_or(Kind::Plain);
                    self.types.remove(&(old.clone(), kind));
                    self.types.insert((new.clone(), kind));
                    for set in [&mut self.columns, &mut self.constraints, &mut self.labels] {
                        reown(set, |owner| (*owner == old).then(|| new.clone()));
                    }
                    let keyword = if kind == Kind::Domain { "DOMAIN" } else { "TYPE" };
                    let alter = |from, to| move_statement(keyword, from, to, ObjectId::Type, false);
                    (alter(&old, new), alter(new, &old), format!("type {old} is now {new}"))
                })
            }
            RenamedObject::EnumLabel(owner, new) => part(
                &mut self.labels,
                owner,
                &rename.from,
                new,
                |from, to| {
                    let sql =
                        format!("ALTER TYPE {owner} RENAME VALUE {} TO {}", quote_literal(from), quote_literal(to));
                    Statement::new(ObjectId::Type(owner.clone()), sql)
                },
                "label",
            ),
            RenamedObject::Field(owner, new) => part(
                &mut self.columns,
                owner,
                &rename.from,
                new,
                |from, to| {
                    let sql = format!(
                        "ALTER TYPE {owner} RENAME ATTRIBUTE {} TO {}",
                        quote_identifier(from),
                        quote_identifier(to)
                    );
                    Statement::new(ObjectId::Type(owner.clone()), sql)
                },
                "field",
            ),
            RenamedObject::Column(owner, new) => part(
                &mut self.columns,
                owner,
                &rename.from,
                new,
                |from, to| {
                    let sql = format!(
                        "ALTER TABLE {owner} RENAME COLUMN {} TO {}",
                        quote_identifier(from),
                        quote_identifier(to)
                    );
                    Statement::new(ObjectId::Column(owner.clone(), to.to_owned()), sql)
                        .locking(owner, LockMode::AccessExclusive)
                        .with_hazard(
                            HazardKind::BreaksClients,
                            format!("programs that use {owner}.{} fail from then on", quote_identifier(from)),
                        )
                },
                "column",
            ),
            RenamedObject::Constraint(owner, new) => {
                let keyword = if self.tables.contains(owner) { "TABLE" } else { "DOMAIN" };
                let lock = self.tables.contains(owner);
                part(
                    &mut self.constraints,
                    owner,
                    &rename.from,
                    new,
                    |from, to| {
                        let sql = format!(
                            "ALTER {keyword} {owner} RENAME CONSTRAINT {} TO {}",
                            quote_identifier(from),
                            quote_identifier(to)
                        );
                        let statement = Statement::new(ObjectId::Constraint(owner.clone(), to.to_owned()), sql);
                        if lock { statement.locking(owner, LockMode::AccessExclusive) } else { statement }
                    },
                    "constraint",
                )
            }
            RenamedObject::Index(table, new) => part(
                &mut self.indexes,
                table,
                &rename.from,
                new,
                |from, to| {
                    let sql = format!("ALTER INDEX {} RENAME TO {}", table.sibling(from), quote_identifier(to));
                    Statement::new(ObjectId::Index(table.sibling(to)), sql)
                },
                "index",
            ),
        }
    }

    fn rename_schema(&mut self, old: &str, new: &str) {
        self.schemas.remove(old);
        self.schemas.insert(new.to_owned());
        let moved = |name: &QualifiedName| (name.schema == old).then(|| QualifiedName::new(new, name.name.clone()));
        for set in [&mut self.tables, &mut self.sequences] {
            *set = std::mem::take(set).into_iter().map(|name| moved(&name).unwrap_or(name)).collect();
        }
        self.reown_sequences(|name| moved(name).unwrap_or_else(|| name.clone()), |table| moved(table));
        self.types = std::mem::take(&mut self.types)
            .into_iter()
            .map(|(name, kind)| (moved(&name).unwrap_or(name), kind))
            .collect();
        for set in [&mut self.labels, &mut self.columns, &mut self.constraints, &mut self.indexes] {
            reown(set, moved);
        }
    }

    fn reown_sequences(
        &mut self,
        sequence: impl Fn(&QualifiedName) -> QualifiedName,
        table: impl Fn(&QualifiedName) -> Option<QualifiedName>,
    ) {
        let renamed = |(name, (owner, column)): (QualifiedName, (QualifiedName, String))| {
            (sequence(&name), (table(&owner).unwrap_or(owner), column))
        };
        self.owners = std::mem::take(&mut self.owners).into_iter().map(renamed).collect();
    }

    fn rename_table(&mut self, old: &QualifiedName, new: &QualifiedName) {
        self.tables.remove(old);
        self.tables.insert(new.clone());
        // The sequences of its columns go along into another schema.
        let owned: BTreeSet<_> =
            self.owners.iter().filter(|(_, (table, _))| table == old).map(|(sequence, _)| sequence.clone()).collect();
        let moved = |sequence: &QualifiedName| match owned.contains(sequence) {
            true => QualifiedName::new(new.schema.clone(), sequence.name.clone()),
            false => sequence.clone(),
        };
        self.sequences = std::mem::take(&mut self.sequences).into_iter().map(|name| moved(&name)).collect();
        self.reown_sequences(moved, |table| (table == old).then(|| new.clone()));
        for set in [&mut self.columns, &mut self.constraints, &mut self.indexes] {
            reown(set, |owner| (owner == old).then(|| new.clone()));
        }
    }
}

/// The columns that own sequences: identities and those that are said to.
fn owners(catalog: &Catalog) -> impl Iterator<Item = (QualifiedName, (QualifiedName, String))> {
    let identities = catalog.tables.iter().flat_map(|(name, table)| {
        table.columns.iter().filter_map(|(column, definition)| match &definition.value {
            Some(ColumnValue::Identity(identity)) => {
                Some((name.sibling(&identity.sequence), (name.clone(), column.clone())))
            }
            _ => None,
        })
    });
    let said = catalog.sequences.iter().filter_map(|(name, sequence)| Some((name.clone(), sequence.owned_by.clone()?)));
    identities.chain(said)
}

/// The sequences behind identity columns, which are renamed like others.
fn identity_sequences(catalog: &Catalog) -> impl Iterator<Item = QualifiedName> {
    catalog.tables.iter().flat_map(|(name, table)| {
        table.columns.values().filter_map(|column| match &column.value {
            Some(ColumnValue::Identity(identity)) => Some(name.sibling(&identity.sequence)),
            _ => None,
        })
    })
}

/// Moves parts to their owner's new name.
fn reown(set: &mut BTreeSet<(QualifiedName, String)>, moved: impl Fn(&QualifiedName) -> Option<QualifiedName>) {
    *set = std::mem::take(set).into_iter().map(|(owner, part)| (moved(&owner).unwrap_or(owner), part)).collect();
}

fn decide(old: bool, new: bool, act: impl FnOnce() -> (Statement, Statement, String)) -> Step {
    match (old, new) {
        (false, _) => Step::NothingToDo,
        (true, true) => Step::Blocked,
        (true, false) => Step::Done(Box::new(act())),
    }
}

/// Renames a part of `owner` within `set`.
fn part(
    set: &mut BTreeSet<(QualifiedName, String)>,
    owner: &QualifiedName,
    old: &str,
    new: &str,
    statement: impl Fn(&str, &str) -> Statement,
    noun: &str,
) -> Step {
    let key = |name: &str| (owner.clone(), name.to_owned());
    let (old_there, new_there) = (set.contains(&key(old)), set.contains(&key(new)));
    decide(old_there, new_there, || {
        set.remove(&key(old));
        set.insert(key(new));
        (statement(old, new), statement(new, old), format!("{noun} {old} of {owner} is now {new}"))
    })
}

fn old_name(rename: &Rename, new: &QualifiedName) -> QualifiedName {
    QualifiedName::new(rename.from_schema.clone().unwrap_or_else(|| new.schema.clone()), rename.from.clone())
}

/// `ALTER … RENAME TO`, `ALTER … SET SCHEMA`, or one after the other.
fn move_statement(
    keyword: &str,
    from: &QualifiedName,
    to: &QualifiedName,
    id: fn(QualifiedName) -> ObjectId,
    lock: bool,
) -> Statement {
    let mut parts = Vec::new();
    if from.name != to.name {
        parts.push(format!("ALTER {keyword} {from} RENAME TO {}", quote_identifier(&to.name)));
    }
    if from.schema != to.schema {
        let renamed = from.sibling(&to.name);
        parts.push(format!("ALTER {keyword} {renamed} SET SCHEMA {}", quote_identifier(&to.schema)));
    }
    let statement = Statement::new(id(to.clone()), parts.join(";\n"))
        .with_hazard(HazardKind::BreaksClients, format!("programs that use {from} fail from then on"));
    if lock { statement.locking(from, LockMode::AccessExclusive) } else { statement }
}
