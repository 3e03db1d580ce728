//! Which object needs which: `pg_depend` in the model's terms, and what lies in what.

use std::collections::{BTreeMap, HashMap};

use evenkeel_model::object::ConstraintKind;
use evenkeel_model::{Catalog, Dependencies, ObjectId, QualifiedName};

use super::column::{Attributes, DefaultRow};
use super::constraint::ConstraintRow;
use super::index::Indexes;
use super::names::{Names, class};
use super::reader::{Fields, FromRow};
use super::sequence::Sequences;

/// Where an object stands in the system catalogs: catalog, row, and column where it is one (else 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Address {
    pub(super) class: u32,
    pub(super) oid: u32,
    pub(super) column: i32,
}

impl Address {
    /// The address of a whole object.
    pub(super) fn of(class: u32, oid: u32) -> Self {
        Self { class, oid, column: 0 }
    }
}

impl FromRow for Address {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self { class: fields.next()?, oid: fields.next()?, column: fields.next()? })
    }
}

/// A row of `pg_depend`: the first needs the second.
pub(super) struct Edge(Address, Address);

/// The edges between objects that are not the server's own, without those that say nothing but what lies in what:
/// objects in schemas, row types and TOAST tables with their tables, the triggers behind foreign keys.
pub(super) const EDGES: &str = "
    select classid, objid, objsubid, refclassid, refobjid, refobjsubid
    from pg_depend
    where objid >= 16384 and refobjid >= 16384 and deptype <> 'e' and refclassid <> 'pg_namespace'::regclass
        and not (deptype = 'i' and classid in ('pg_type'::regclass, 'pg_trigger'::regclass))
        and not (deptype = 'i' and classid = 'pg_class'::regclass and refobjsubid = 0)";

impl FromRow for Edge {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self(Address::from_row(fields)?, Address::from_row(fields)?))
    }
}

/// An object that an extension brought: its catalog, its row, and the extension.
pub(super) struct Member(pub(super) (u32, u32), pub(super) u32);

pub(super) const MEMBERS: &str = "
    select classid, objid, refobjid from pg_depend where deptype = 'e' and refclassid = 'pg_extension'::regclass";

impl FromRow for Member {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self((fields.next()?, fields.next()?), fields.next()?))
    }
}

/// A row that is only a part of another object.
pub(super) struct Part(Address, Address);

/// The rules behind views, and the members of operator classes and families.
pub(super) const PARTS: &str = "
    select 'pg_rewrite'::regclass::oid, oid, 0, 'pg_class'::regclass::oid, ev_class, 0
    from pg_rewrite where rulename = '_RETURN' and oid >= 16384
    union all
    select d.classid, d.objid, 0, d.refclassid, d.refobjid, 0
    from pg_depend d
    where d.classid in ('pg_amop'::regclass, 'pg_amproc'::regclass) and d.objid >= 16384
        and d.refclassid in ('pg_opclass'::regclass, 'pg_opfamily'::regclass) and d.deptype in ('a', 'i')";

impl FromRow for Part {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self(Address::from_row(fields)?, Address::from_row(fields)?))
    }
}

/// Finds the object of the model at an address of the system catalogs.
pub(super) struct Resolver<'rows> {
    pub(super) names: &'rows Names,
    pub(super) attributes: &'rows Attributes,
    pub(super) sequences: &'rows Sequences,
    pub(super) indexes: &'rows Indexes,
    pub(super) constraints: &'rows BTreeMap<u32, ConstraintRow>,
    /// The columns whose defaults these are.
    defaults: HashMap<u32, (u32, i16)>,
    /// The constraints behind indexes.
    index_owners: HashMap<u32, u32>,
    row_types: HashMap<u32, u32>,
    parts: HashMap<(u32, u32), Address>,
    /// What the model knows by name only.
    others: HashMap<(u32, u32), ObjectId>,
}

impl<'rows> Resolver<'rows> {
    pub(super) fn new(
        names: &'rows Names,
        attributes: &'rows Attributes,
        sequences: &'rows Sequences,
        indexes: &'rows Indexes,
        constraints: &'rows BTreeMap<u32, ConstraintRow>,
        defaults: &[DefaultRow],
        parts: &[Part],
    ) -> Self {
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
            others: HashMap::new(),
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
            class::SCHEMA => Some(ObjectId::Schema(self.names.schemas.get(&oid)?.clone())),
            class::EXTENSION => self.extension(oid),
            _ => None,
        }
    }

    fn extension(&self, oid: u32) -> Option<ObjectId> {
        self.names.extensions.get(&oid).map(|name| ObjectId::Extension(name.clone()))
    }

    fn relation(&self, oid: u32, column: i16) -> Option<ObjectId> {
        let relation = self.names.relations.get(&oid)?;
        let name = self.names.relation(oid)?;
        match relation.kind {
            'r' if self.names.is_table(relation) => Some(match self.attributes.get(oid, column) {
                Some(attribute) => ObjectId::Column(name, attribute.name.clone()),
                None => ObjectId::Table(name),
            }),
            'c' => Some(match self.attributes.get(oid, column) {
                Some(attribute) => ObjectId::Column(name, attribute.name.clone()),
                None => ObjectId::Type(name),
            }),
            'i' | 'I' => {
                if let Some(constraint) = self.index_owners.get(&oid) {
                    return self.constraint(*constraint);
                }
                match self.resolve(Address::of(class::RELATION, self.indexes.get(oid)?.table))? {
                    ObjectId::Table(_) => Some(ObjectId::Index(name)),
                    other => Some(other),
                }
            }
            'S' => match self.sequences.identity_of(oid) {
                Some((table, column)) => self.value(table, column),
                None => Some(ObjectId::Sequence(name)),
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
        Some(ObjectId::Type(self.names.qualified(row.schema, &row.name)?))
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

    /// Adds the edges of `pg_depend`.
    pub(super) fn add_edges(&self, edges: &[Edge], dependencies: &mut Dependencies) {
        for Edge(dependent, needed) in edges {
            // What a sequence has with the column that owns it is no need: the default of that column needs the
            // sequence, and the sequence can stand without the column.
            if dependent.class == class::RELATION
                && dependent.column == 0
                && needed.class == class::RELATION
                && self.names.relations.get(&dependent.oid).is_some_and(|relation| relation.kind == 'S')
            {
                continue;
            }
            let (Some(mut dependent), Some(needed)) = (self.resolve(*dependent), self.resolve(*needed)) else {
                continue;
            };
            // Before version 15 a generated column, not its expression, is what needs the columns it is made from.
            if let (ObjectId::Column(table, column), ObjectId::Column(other, _)) = (&dependent, &needed)
                && table == other
            {
                dependent = ObjectId::ColumnValue(table.clone(), column.clone());
            }
            dependencies.insert(dependent, needed);
        }
    }
}

/// Adds what lies in what: nothing stands without the schema, table or type that holds it.
pub(super) fn add_containment(catalog: &mut Catalog) {
    let mut edges = Vec::new();
    let in_schema = |object: ObjectId, name: &QualifiedName| (object, ObjectId::Schema(name.schema.clone()));
    for (name, extension) in &catalog.extensions {
        if let Some(schema) = extension.schema.as_ref().filter(|schema| catalog.schemas.contains_key(*schema)) {
            edges.push((ObjectId::Extension(name.clone()), ObjectId::Schema(schema.clone())));
        }
    }
    for name in catalog.enums.keys().chain(catalog.domains.keys()).chain(catalog.composites.keys()) {
        edges.push(in_schema(ObjectId::Type(name.clone()), name));
    }
    for (name, domain) in &catalog.domains {
        for check in domain.checks.keys() {
            edges.push((ObjectId::Constraint(name.clone(), check.clone()), ObjectId::Type(name.clone())));
        }
    }
    for (name, composite) in &catalog.composites {
        for field in composite.fields.keys() {
            edges.push((ObjectId::Column(name.clone(), field.clone()), ObjectId::Type(name.clone())));
        }
    }
    for name in catalog.sequences.keys() {
        edges.push(in_schema(ObjectId::Sequence(name.clone()), name));
    }
    for (name, table) in &catalog.tables {
        edges.push(in_schema(ObjectId::Table(name.clone()), name));
        for (column, described) in &table.columns {
            let id = ObjectId::Column(name.clone(), column.clone());
            if described.value.is_some() {
                edges.push((ObjectId::ColumnValue(name.clone(), column.clone()), id.clone()));
            }
            edges.push((id, ObjectId::Table(name.clone())));
        }
        for (constraint, described) in &table.constraints {
            let id = ObjectId::Constraint(name.clone(), constraint.clone());
            if let ConstraintKind::ForeignKey(key) = &described.kind
                && catalog.tables.contains_key(&key.references)
            {
                edges.push((id.clone(), ObjectId::Table(key.references.clone())));
            }
            edges.push((id, ObjectId::Table(name.clone())));
        }
        for index in table.indexes.keys() {
            edges.push((ObjectId::Index(name.sibling(index.clone())), ObjectId::Table(name.clone())));
        }
    }
    for ((kind, identity), other) in &catalog.others {
        if let Some(schema) = other.schema.as_ref().filter(|schema| catalog.schemas.contains_key(*schema)) {
            edges.push((ObjectId::Other(*kind, identity.clone()), ObjectId::Schema(schema.clone())));
        }
    }
    for (dependent, needed) in edges {
        catalog.dependencies.insert(dependent, needed);
    }
}
