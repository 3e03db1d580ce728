//! From the system catalogs' addresses to the model's.

use std::collections::BTreeMap;

use evenkeel_model::{ObjectId, QualifiedName};
use rustc_hash::FxHashMap;

use super::column::Attributes;
use super::constraint::ConstraintRow;
use super::dependency::{Address, Part};
use super::index::Indexes;
use super::names::{LEDGER_SCHEMA, Names, class};
use super::rows::Rows;
use super::sequence::Sequences;

/// Finds the object of the model at an address of the system catalogs.
pub(super) struct Resolver<'rows> {
    names: &'rows Names,
    attributes: &'rows Attributes,
    sequences: &'rows Sequences,
    indexes: &'rows Indexes,
    constraints: &'rows BTreeMap<u32, ConstraintRow>,
    /// The columns whose defaults these are.
    defaults: FxHashMap<u32, (u32, i16)>,
    /// The constraints behind indexes.
    index_owners: FxHashMap<u32, u32>,
    row_types: FxHashMap<u32, u32>,
    parts: FxHashMap<(u32, u32), Address>,
    /// What the model knows by name only.
    others: FxHashMap<(u32, u32), ObjectId>,
}

impl<'rows> Resolver<'rows> {
    pub(super) fn new(rows: &'rows Rows) -> Self {
        let Rows { names, attributes, sequences, indexes, constraints, defaults, parts, .. } = rows;
        let owners = constraints.values().filter(|row| row.owns_index());
        Self {
            names,
            attributes,
            sequences,
            indexes,
            constraints,
            defaults: defaults.iter().map(|row| (row.oid, (row.relation, row.column))).collect(),
            index_owners: owners.map(|row| (row.index, row.oid)).collect(),
            row_types: names.relations.values().map(|relation| (relation.row_type, relation.oid)).collect(),
            parts: parts.iter().map(|Part(part, whole)| ((part.class, part.oid), *whole)).collect(),
            others: FxHashMap::default(),
        }
    }

    /// Takes the address of an object that the model knows by name only.
    pub(super) fn learn(&mut self, address: Address, object: ObjectId) {
        self.others.insert((address.class, address.oid), object);
    }

    /// The object at an address, if the model holds it.
    pub(super) fn resolve(&self, address: Address) -> Option<ObjectId> {
        let Address { class, oid, column } = address;
        if let Some(extension) = self.names.members.get(&(class, oid)) {
            return self.extension(*extension);
        }
        if let Some(other) = self.others.get(&(class, oid)) {
            return Some(other.clone());
        }
        if let Some(whole) = self.parts.get(&(class, oid)) {
            return self.resolve(*whole);
        }
        match class {
            class::RELATION => self.relation(oid, i16::try_from(column).ok()?),
            class::TYPE => self.type_(oid),
            class::CONSTRAINT => self.constraint(oid),
            class::ATTRIBUTE_DEFAULT => {
                let (table, column) = *self.defaults.get(&oid)?;
                self.value(table, column)
            }
            class::SCHEMA => Some(ObjectId::Schema(self.schema(oid)?.to_owned())),
            class::EXTENSION => self.extension(oid),
            _ => None,
        }
    }

    /// The name of a schema of which the model speaks.
    fn schema(&self, oid: u32) -> Option<&str> {
        self.names.schemas.get(&oid).map(String::as_str).filter(|name| *name != LEDGER_SCHEMA)
    }

    fn extension(&self, oid: u32) -> Option<ObjectId> {
        self.names.extensions.get(&oid).map(|name| ObjectId::Extension(name.clone()))
    }

    fn relation(&self, oid: u32, column: i16) -> Option<ObjectId> {
        let relation = self.names.relations.get(&oid)?;
        let schema = self.schema(relation.schema)?;
        let name = || QualifiedName::new(schema, relation.name.clone());
        let attribute = || (column != 0).then(|| self.attributes.get(oid, column)).flatten();
        match relation.kind {
            'r' if self.names.is_table(relation) => Some(match attribute() {
                Some(attribute) => ObjectId::Column(name(), attribute.name.clone()),
                None => ObjectId::Table(name()),
            }),
            'c' => Some(match attribute() {
                Some(attribute) => ObjectId::Column(name(), attribute.name.clone()),
                None => ObjectId::Type(name()),
            }),
            'i' | 'I' => {
                if let Some(constraint) = self.index_owners.get(&oid) {
                    return self.constraint(*constraint);
                }
                match self.resolve(Address::of(class::RELATION, self.indexes.get(oid)?.table))? {
                    ObjectId::Table(_) => Some(ObjectId::Index(name())),
                    other => Some(other),
                }
            }
            'S' => match self.sequences.identity_of(oid) {
                Some((table, column)) => self.value(table, column),
                None => Some(ObjectId::Sequence(name())),
            },
            _ => None,
        }
    }

    fn type_(&self, oid: u32) -> Option<ObjectId> {
        if let Some(relation) = self.row_types.get(&oid).filter(|_| oid != 0)
            && !self.names.types.contains_key(&oid)
        {
            return self.resolve(Address::of(class::RELATION, *relation));
        }
        let row = self.names.types.get(&oid)?;
        if row.element != 0 {
            return self.resolve(Address::of(class::TYPE, row.element));
        }
        Some(ObjectId::Type(QualifiedName::new(self.schema(row.schema)?, row.name.clone())))
    }

    fn constraint(&self, oid: u32) -> Option<ObjectId> {
        let row = self.constraints.get(&oid)?;
        if row.domain != 0 {
            return match self.type_(row.domain)? {
                ObjectId::Type(domain) if row.kind == 'c' => Some(ObjectId::Constraint(domain, row.name.clone())),
                domain => Some(domain),
            };
        }
        match self.resolve(Address::of(class::RELATION, row.table))? {
            ObjectId::Table(table) if row.kind == 'n' => {
                let column = self.attributes.get(row.table, *row.columns.first()?)?;
                Some(ObjectId::Column(table, column.name.clone()))
            }
            ObjectId::Table(table) if row.is_derived => Some(ObjectId::Table(table)),
            ObjectId::Table(table) => Some(ObjectId::Constraint(table, row.name.clone())),
            other => Some(other),
        }
    }

    /// The default of a column, or the object known by name only to which the column belongs.
    fn value(&self, table: u32, column: i16) -> Option<ObjectId> {
        match self.resolve(Address { class: class::RELATION, oid: table, column: column.into() })? {
            ObjectId::Column(table, column) => Some(ObjectId::ColumnValue(table, column)),
            other => Some(other),
        }
    }
}
