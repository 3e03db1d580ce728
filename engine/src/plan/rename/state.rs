//! The names of a catalog while renames are carried out, one after the other.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::declared::{Rename, RenamedObject};
use evenkeel_model::name::{make_object_name, quote_identifier, quote_literal};
use evenkeel_model::object::{ColumnValue, OtherKind};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::path::Path;
use crate::plan::domain::NAMED_NOT_NULL;
use crate::plan::statement::{LockMode, Statement};

/// What became of one rename.
#[derive(PartialEq, Eq)]
pub(super) enum Step {
    /// It acts: forward, backward, in words.
    Done(Box<(Statement, Statement, String)>),
    /// There is nothing of the old name.
    NothingToDo,
    /// Old and new are both there.
    Blocked,
    /// A part of the object, here as it would be called, comes along to where something else has its name.
    Brings(QualifiedName),
}

/// The names of a catalog, renamed as the renames go on.
pub(super) struct State {
    /// The constraints with an index behind them, which has their name among the relations.
    keys: BTreeSet<(QualifiedName, String)>,
    /// The types of which each is a relation too.
    composites: BTreeSet<QualifiedName>,
    pub(super) schemas: BTreeSet<String>,
    types: BTreeSet<(QualifiedName, Kind)>,
    /// The domains whose NOT NULL has a name, made of theirs.
    not_null: BTreeSet<QualifiedName>,
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
    pub(super) fn of(catalog: &Catalog, major: u32) -> Self {
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
        let keys = pairs(&mut catalog.tables.iter().map(|(name, table)| {
            (name, table.constraints.iter().filter(|(_, of)| of.kind.has_index()).map(|(name, _)| name).collect())
        }));
        Self {
            keys,
            composites: catalog.composites.keys().cloned().collect(),
            schemas: catalog.schemas.keys().cloned().collect(),
            types: catalog
                .enums
                .keys()
                .chain(catalog.composites.keys())
                .map(|name| (name.clone(), Kind::Plain))
                .chain(catalog.domains.keys().map(|name| (name.clone(), Kind::Domain)))
                .collect(),
            not_null: catalog
                .domains
                .iter()
                .filter(|(name, domain)| {
                    domain.not_null && major >= NAMED_NOT_NULL && !names_its_not_null(catalog, name)
                })
                .map(|(name, _)| name.clone())
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
    pub(super) fn step(&mut self, rename: &Rename) -> Step {
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
                let is_taken = |name: &QualifiedName| self.is_relation(name) || self.is_type(name);
                if self.tables.contains(&old)
                    && old.schema != new.schema
                    && let Some(part) = self
                        .carried(&old)
                        .map(|part| new.sibling(part))
                        .find(|part| part == new || self.is_relation(part))
                {
                    return Step::Brings(part);
                }
                let path = Path::find(&old, new, is_taken);
                decide(self.tables.contains(&old), is_taken(new), || {
                    self.rename_table(&old, new);
                    let (forward, backward) =
                        path.statements("TABLE", ObjectId::Table, Some(LockMode::AccessExclusive));
                    (forward, backward, format!("table {old} is now {new}"))
                })
            }
            RenamedObject::Sequence(new) => {
                let old = old_name(rename, new);
                let path = Path::find(&old, new, |name| self.is_relation(name));
                decide(self.sequences.contains(&old), self.is_relation(new), || {
                    self.sequences.remove(&old);
                    self.sequences.insert(new.clone());
                    let (mut forward, mut backward) = path.statements("SEQUENCE", ObjectId::Sequence, None);
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
                let is_composite = self.composites.contains(&old);
                let is_taken = |name: &QualifiedName| self.is_type(name) || (is_composite && self.is_relation(name));
                let path = Path::find(&old, new, is_taken);
                decide(kind.is_some(), is_taken(new), || {
                    let kind = kind.unwrap_or(Kind::Plain);
                    self.types.remove(&(old.clone(), kind));
                    self.types.insert((new.clone(), kind));
                    if self.composites.remove(&old) {
                        self.composites.insert(new.clone());
                    }
                    for set in [&mut self.columns, &mut self.constraints, &mut self.labels] {
                        reown(set, |owner| (*owner == old).then(|| new.clone()));
                    }
                    let keyword = if kind == Kind::Domain { "DOMAIN" } else { "TYPE" };
                    let (mut forward, mut backward) = path.statements(keyword, ObjectId::Type, None);
                    if self.not_null.remove(&old) {
                        self.not_null.insert(new.clone());
                        forward.sql.push_str(&not_null_renamed(&old, new));
                        backward.sql.push_str(&not_null_renamed(new, &old));
                    }
                    (forward, backward, format!("type {old} is now {new}"))
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
                },
                "column",
            ),
            RenamedObject::Constraint(owner, new) => {
                let keyword = if self.tables.contains(owner) { "TABLE" } else { "DOMAIN" };
                let lock = self.tables.contains(owner);
                let old_key = (owner.clone(), rename.from.clone());
                let is_key = self.keys.contains(&old_key);
                if is_key && self.constraints.contains(&old_key) && self.is_relation(&owner.sibling(new)) {
                    return Step::Blocked;
                }
                let step = part(
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
                );
                if is_key && matches!(step, Step::Done(_)) {
                    self.keys.remove(&old_key);
                    self.keys.insert((owner.clone(), new.clone()));
                }
                step
            }
            RenamedObject::Index(table, new) => {
                let there = self.indexes.contains(&(table.clone(), rename.from.clone()));
                if there && self.is_relation(&table.sibling(new)) {
                    return Step::Blocked;
                }
                part(
                    &mut self.indexes,
                    table,
                    &rename.from,
                    new,
                    |from, to| {
                        let sql = format!("ALTER INDEX {} RENAME TO {}", table.sibling(from), quote_identifier(to));
                        Statement::new(ObjectId::Index(table.sibling(to)), sql)
                    },
                    "index",
                )
            }
        }
    }

    /// The relations that go along with a table into another schema.
    fn carried(&self, table: &QualifiedName) -> impl Iterator<Item = &String> {
        let parts = self.indexes.iter().chain(&self.keys).filter(move |(owner, _)| owner == table);
        let owned = self.owners.iter().filter(move |(_, (owner, _))| owner == table);
        parts.map(|(_, part)| part).chain(owned.map(|(sequence, _)| &sequence.name))
    }

    /// Whether the name is taken among tables, sequences, indexes and composite types.
    fn is_relation(&self, name: &QualifiedName) -> bool {
        let parts = self.indexes.iter().chain(&self.keys);
        self.tables.contains(name)
            || self.sequences.contains(name)
            || self.composites.contains(name)
            || parts.into_iter().any(|(owner, part)| owner.schema == name.schema && *part == name.name)
    }

    /// Whether the name is taken among types, of which each table has one.
    fn is_type(&self, name: &QualifiedName) -> bool {
        self.tables.contains(name) || self.types.iter().any(|(taken, _)| taken == name)
    }

    fn rename_schema(&mut self, old: &str, new: &str) {
        self.schemas.remove(old);
        self.schemas.insert(new.to_owned());
        let moved = |name: &QualifiedName| (name.schema == old).then(|| QualifiedName::new(new, name.name.clone()));
        for set in [&mut self.tables, &mut self.sequences, &mut self.composites] {
            *set = std::mem::take(set).into_iter().map(|name| moved(&name).unwrap_or(name)).collect();
        }
        self.reown_sequences(|name| moved(name).unwrap_or_else(|| name.clone()), |table| moved(table));
        self.not_null =
            std::mem::take(&mut self.not_null).into_iter().map(|name| moved(&name).unwrap_or(name)).collect();
        self.types = std::mem::take(&mut self.types)
            .into_iter()
            .map(|(name, kind)| (moved(&name).unwrap_or(name), kind))
            .collect();
        for set in [&mut self.labels, &mut self.columns, &mut self.constraints, &mut self.indexes, &mut self.keys] {
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
        for set in [&mut self.columns, &mut self.constraints, &mut self.indexes, &mut self.keys] {
            reown(set, |owner| (owner == old).then(|| new.clone()));
        }
    }
}

/// Whether somebody gave the NOT NULL of a domain a name of its own.
fn names_its_not_null(catalog: &Catalog, domain: &QualifiedName) -> bool {
    let id = ObjectId::Type(domain.clone());
    let named = |dependent: &ObjectId| matches!(dependent, ObjectId::Other(OtherKind::DomainNotNull, _));
    catalog.dependencies.iter().any(|(dependent, needed)| *needed == id && named(dependent))
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

pub(crate) fn old_name(rename: &Rename, new: &QualifiedName) -> QualifiedName {
    QualifiedName::new(rename.from_schema.clone().unwrap_or_else(|| new.schema.clone()), rename.from.clone())
}

/// The NOT NULL of a domain follows its name, if it has the name that the server gave it.
fn not_null_renamed(from: &QualifiedName, to: &QualifiedName) -> String {
    let name = |of: &QualifiedName| quote_identifier(&make_object_name(&of.name, None, "not_null"));
    if from.name == to.name {
        return String::new();
    }
    format!(";\nALTER DOMAIN {to} RENAME CONSTRAINT {} TO {}", name(from), name(to))
}
