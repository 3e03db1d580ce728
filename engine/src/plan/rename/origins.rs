//! What things were called before renames.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::declared::{Rename, RenamedObject};
use evenkeel_model::{Catalog, Dependencies, ObjectId, QualifiedName};

use super::state::old_name;

/// What the tables of a catalog and their columns, and its enum types and their labels, were called before renames.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// The names before, by the names now.
    tables: BTreeMap<QualifiedName, QualifiedName>,
    /// The names of renamed columns before, by the table's name before and their own now.
    columns: Parts,
    /// The names of enum types before, by their names now.
    enums: BTreeMap<QualifiedName, QualifiedName>,
    /// The names of renamed labels before, by the type's name before and their own now.
    labels: Parts,
    /// The schemas, sequences and types that have another name now, or have parts that do, by their names now.
    renamed: BTreeSet<ObjectId>,
}

impl Origins {
    /// Before any rename.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let tables = catalog.tables.keys().map(|name| (name.clone(), name.clone())).collect();
        let enums = catalog.enums.keys().map(|name| (name.clone(), name.clone())).collect();
        Self { tables, enums, ..Self::default() }
    }

    /// Notes a rename that acts.
    pub(super) fn note(&mut self, rename: &Rename) {
        match &rename.object {
            RenamedObject::Schema(new) => {
                for names in [&mut self.tables, &mut self.enums] {
                    let moved = |(now, before): (QualifiedName, QualifiedName)| match now.schema == rename.from {
                        true => (QualifiedName::new(new.clone(), now.name), before),
                        false => (now, before),
                    };
                    *names = std::mem::take(names).into_iter().map(moved).collect();
                }
                self.renamed.insert(ObjectId::Schema(new.clone()));
            }
            RenamedObject::Table(new) => renamed(&mut self.tables, &old_name(rename, new), new),
            RenamedObject::Type(new) => {
                renamed(&mut self.enums, &old_name(rename, new), new);
                self.renamed.insert(ObjectId::Type(new.clone()));
            }
            RenamedObject::Column(owner, new) => {
                if let Some(table) = self.tables.get(owner) {
                    part_renamed(&mut self.columns, table, &rename.from, new);
                }
            }
            RenamedObject::EnumLabel(owner, new) => {
                if let Some(name) = self.enums.get(owner) {
                    part_renamed(&mut self.labels, name, &rename.from, new);
                }
                self.renamed.insert(ObjectId::Type(owner.clone()));
            }
            RenamedObject::Field(owner, _) => {
                self.renamed.insert(ObjectId::Type(owner.clone()));
            }
            RenamedObject::Sequence(new) => {
                self.renamed.insert(ObjectId::Sequence(new.clone()));
            }
            RenamedObject::Constraint(..) | RenamedObject::Index(..) => {}
        }
    }

    /// What a table was called before; nothing where it was not there.
    pub fn table(&self, now: &QualifiedName) -> Option<&QualifiedName> {
        self.tables.get(now)
    }

    /// What a column of a table, which was called `table` before, would have been called then; nothing where another
    /// column had this name.
    pub fn column<'a>(&'a self, table: &QualifiedName, now: &'a str) -> Option<&'a str> {
        part_before(&self.columns, table, now)
    }

    /// What an enum type was called before; nothing where it was not there.
    pub fn enum_type(&self, now: &QualifiedName) -> Option<&QualifiedName> {
        self.enums.get(now)
    }

    /// What a label of an enum type, which was called `name` before, would have been called then; nothing where another
    /// label had this name.
    pub fn label<'a>(&'a self, name: &QualifiedName, now: &'a str) -> Option<&'a str> {
        part_before(&self.labels, name, now)
    }

    /// The labels of enum types that have another name now: the type before, the label before, the label now.
    pub fn relabelled(&self) -> impl Iterator<Item = (&QualifiedName, &str, &str)> {
        self.labels.iter().map(|((name, now), before)| (name, before.as_str(), now.as_str()))
    }

    /// The same edges between objects, with the names now for those before: for names that were [reversed](Self::reversed).
    pub fn carry(&self, edges: &Dependencies) -> Dependencies {
        let mut carried = Dependencies::default();
        for (dependent, needed) in edges.iter() {
            carried.insert(self.carried(dependent), self.carried(needed));
        }
        carried
    }

    /// What is known of tables by their names before, by those that they have now.
    pub fn carry_owners<T: Clone>(&self, of: &BTreeMap<QualifiedName, T>) -> BTreeMap<QualifiedName, T> {
        of.iter().map(|(table, known)| (self.tables.get(table).unwrap_or(table).clone(), known.clone())).collect()
    }

    fn carried(&self, object: &ObjectId) -> ObjectId {
        let table = |name: &QualifiedName| self.tables.get(name).or(self.enums.get(name)).unwrap_or(name).clone();
        let column = |owner: &QualifiedName, name: &str| {
            // Parts go by what their owner is called now.
            let owner = table(owner);
            let name = part_before(&self.columns, &owner, name).unwrap_or(name).to_owned();
            (owner, name)
        };
        match object {
            ObjectId::Table(name) => ObjectId::Table(table(name)),
            ObjectId::Type(name) => ObjectId::Type(table(name)),
            ObjectId::Column(owner, name) => {
                let (owner, name) = column(owner, name);
                ObjectId::Column(owner, name)
            }
            ObjectId::ColumnValue(owner, name) => {
                let (owner, name) = column(owner, name);
                ObjectId::ColumnValue(owner, name)
            }
            ObjectId::Constraint(owner, name) => ObjectId::Constraint(table(owner), name.clone()),
            _ => object.clone(),
        }
    }

    /// Whether a sequence or type, by its name now, had another one, or a part of it had.
    pub(in crate::plan) fn is_renamed(&self, object: &ObjectId) -> bool {
        self.renamed.contains(object)
    }

    /// Whether a schema had another name, and with it all that is in it.
    pub(in crate::plan) fn renames_schemas(&self) -> bool {
        self.renamed.iter().any(|object| matches!(object, ObjectId::Schema(_)))
    }

    /// The names now by those before, as on the way back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let turned = |names: &BTreeMap<QualifiedName, QualifiedName>| -> BTreeMap<_, _> {
            names.iter().map(|(now, before)| (before.clone(), now.clone())).collect()
        };
        let (tables, enums) = (turned(&self.tables), turned(&self.enums));
        let (columns, labels) = (parts_turned(&self.columns, &tables), parts_turned(&self.labels, &enums));
        Self { tables, columns, enums, labels, renamed: BTreeSet::new() }
    }
}

/// Names of parts before, by the owner's name before and their own now.
type Parts = BTreeMap<(QualifiedName, String), String>;

fn renamed(names: &mut BTreeMap<QualifiedName, QualifiedName>, old: &QualifiedName, new: &QualifiedName) {
    if let Some(before) = names.remove(old) {
        names.insert(new.clone(), before);
    }
}

fn part_renamed(parts: &mut Parts, owner: &QualifiedName, old: &str, new: &str) {
    let before = parts.remove(&(owner.clone(), old.to_owned()));
    parts.insert((owner.clone(), new.to_owned()), before.unwrap_or_else(|| old.to_owned()));
}

fn part_before<'a>(parts: &'a Parts, owner: &QualifiedName, now: &'a str) -> Option<&'a str> {
    if let Some(before) = parts.get(&(owner.clone(), now.to_owned())) {
        return Some(before);
    }
    let is_another = parts.iter().any(|((other, _), before)| other == owner && before == now);
    (!is_another).then_some(now)
}

fn parts_turned(parts: &Parts, owners: &BTreeMap<QualifiedName, QualifiedName>) -> Parts {
    let turned = |((owner, now), before): (&(QualifiedName, String), &String)| {
        Some(((owners.get(owner)?.clone(), before.clone()), now.clone()))
    };
    parts.iter().filter_map(turned).collect()
}
