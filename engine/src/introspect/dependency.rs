//! Which object needs which: `pg_depend` in the model's terms, and what lies in what.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evenkeel_model::{Dependencies, ObjectId, QualifiedName};
use rustc_hash::FxHashMap;

use super::names::class;
use super::reader::{Fields, FromRow};
use super::resolve::Resolver;
use super::rows::Rows;

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

/// The first needs the second.
pub(super) type Edge = (Address, Address);

/// Rows of `pg_depend` that lead from one system catalog to another.
pub(super) struct Edges {
    classes: (u32, u32),
    dependents: Vec<u32>,
    dependent_columns: Vec<i32>,
    needed: Vec<u32>,
    needed_columns: Vec<i32>,
}

/// The edges between objects that are not the server's own, without those that say nothing but what lies in what:
/// objects in schemas, row types and TOAST tables with their tables, the triggers behind foreign keys. Arrays, since
/// there are more of these rows than of all others together.
pub(super) const EDGES: &str = "
    select classid, refclassid, array_agg(objid), array_agg(objsubid), array_agg(refobjid), array_agg(refobjsubid)
    from pg_depend
    where objid >= 16384 and refobjid >= 16384 and deptype <> 'e'
        and not (deptype = 'n' and refclassid = 'pg_namespace'::regclass)
        and not (deptype = 'i' and classid in ('pg_type'::regclass, 'pg_trigger'::regclass))
        and not (deptype = 'i' and classid = 'pg_class'::regclass and refobjsubid = 0)
    group by classid, refclassid";

impl FromRow for Edges {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            classes: (fields.next()?, fields.next()?),
            dependents: fields.next()?,
            dependent_columns: fields.next()?,
            needed: fields.next()?,
            needed_columns: fields.next()?,
        })
    }
}

impl Edges {
    fn iter(&self) -> impl Iterator<Item = Edge> {
        let dependents = self.dependents.iter().zip(&self.dependent_columns);
        let needed = self.needed.iter().zip(&self.needed_columns);
        dependents.zip(needed).map(|((dependent, dependent_column), (needed, needed_column))| {
            (
                Address { class: self.classes.0, oid: *dependent, column: *dependent_column },
                Address { class: self.classes.1, oid: *needed, column: *needed_column },
            )
        })
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
pub(super) struct Part(pub(super) Address, pub(super) Address);

/// The rules behind views, the members of operator classes and families, what is in a publication, and what a foreign key to
/// a partitioned table has for each partition. The two catalogs of publications are named by number, since version 14 knows
/// only the first.
pub(super) const PARTS: &str = "
    select 'pg_rewrite'::regclass::oid, oid, 0, 'pg_class'::regclass::oid, ev_class, 0
    from pg_rewrite where rulename = '_RETURN' and oid >= 16384
    union all
    select d.classid, d.objid, 0, d.refclassid, d.refobjid, 0
    from pg_depend d
    where d.objid >= 16384 and d.deptype in ('a', 'i') and (
        (d.classid in ('pg_amop'::regclass, 'pg_amproc'::regclass)
            and d.refclassid in ('pg_opclass'::regclass, 'pg_opfamily'::regclass))
        or (d.classid in (6106, 6237) and d.refclassid = 'pg_publication'::regclass))
    union all
    select 'pg_constraint'::regclass::oid, c.oid, 0, 'pg_constraint'::regclass::oid, p.oid, 0
    from pg_constraint c join pg_constraint p on p.oid = c.conparentid
    where c.conparentid <> 0 and c.contype = 'f' and p.conrelid = c.conrelid";

impl FromRow for Part {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self(Address::from_row(fields)?, Address::from_row(fields)?))
    }
}

/// All dependencies of a database: those of `pg_depend`, what lies in what, and `more`.
///
/// An address is resolved once however often it stands in an edge, and edges are sorted as numbers: there are tens of
/// thousands of them in a large database, and comparing names would take longer than reading them.
pub(super) fn dependencies(rows: &Rows, resolver: &Resolver<'_>, more: &[Edge]) -> Dependencies {
    let mut graph = Graph { resolver, seen: FxHashMap::default(), objects: Vec::new(), edges: Vec::new() };
    for edge in rows.edges.iter().flat_map(Edges::iter) {
        if let Some((dependent, needed)) = in_our_terms(rows, edge) {
            graph.insert(dependent, needed);
        }
    }
    contain(rows, &mut graph);
    for (dependent, needed) in more {
        graph.insert(*dependent, *needed);
    }
    graph.finish()
}

/// What inherits from ordinary tables, directly or through others.
pub(super) fn children(rows: &Rows, resolver: &Resolver<'_>) -> BTreeMap<QualifiedName, BTreeSet<ObjectId>> {
    let names = &rows.names;
    let mut found: BTreeMap<QualifiedName, BTreeSet<ObjectId>> = BTreeMap::new();
    for child in names.children.keys() {
        let Some(object) = resolver.resolve(Address::of(class::RELATION, *child)) else { continue };
        for parent in names.ancestors(*child) {
            let table = names.relations.get(&parent).filter(|relation| names.is_table(relation));
            if let Some(name) = table.and_then(|_| names.relation(parent)) {
                found.entry(name).or_default().insert(object.clone());
            }
        }
    }
    found
}

/// An edge of `pg_depend` as the model sees it.
fn in_our_terms(rows: &Rows, (mut dependent, needed): Edge) -> Option<Edge> {
    if dependent.class == class::RELATION && needed.class == class::RELATION && needed.column != 0 {
        // What a sequence has with the column that owns it is no need: the default of that column needs the sequence,
        // and the sequence can stand without the column.
        if dependent.column == 0 && rows.names.relations.get(&dependent.oid).is_some_and(|found| found.kind == 'S') {
            return None;
        }
        // Before version 15 a generated column, not its expression, is what needs the columns it is made from.
        if dependent.column != 0 && dependent.oid == needed.oid {
            dependent = Address::of(class::ATTRIBUTE_DEFAULT, rows.attributes.default_of(dependent)?);
        }
    }
    Some((dependent, needed))
}

/// Adds what lies in what: nothing stands without the schema, table or type that holds it.
fn contain(rows: &Rows, graph: &mut Graph<'_, '_>) {
    let schema = |oid| Address::of(class::SCHEMA, oid);
    let relation = |oid| Address::of(class::RELATION, oid);
    let column = |oid, number: i16| Address { class: class::RELATION, oid, column: number.into() };
    for row in &rows.extensions {
        graph.insert(Address::of(class::EXTENSION, row.oid), schema(row.schema_oid));
    }
    for row in rows.names.types.values().filter(|row| row.element == 0) {
        graph.insert(Address::of(class::TYPE, row.oid), schema(row.schema));
    }
    for row in rows.names.relations.values() {
        match rows.sequences.identity_of(row.oid) {
            Some((table, number)) => graph.insert(relation(row.oid), column(table, number)),
            None if !matches!(row.kind, 'i' | 'I') => graph.insert(relation(row.oid), schema(row.schema)),
            None => {}
        }
    }
    for attribute in rows.attributes.all() {
        graph.insert(column(attribute.relation, attribute.number), relation(attribute.relation));
    }
    for row in &rows.defaults {
        graph.insert(Address::of(class::ATTRIBUTE_DEFAULT, row.oid), column(row.relation, row.column));
    }
    for row in rows.constraints.values() {
        let constraint = Address::of(class::CONSTRAINT, row.oid);
        if row.domain != 0 {
            graph.insert(constraint, Address::of(class::TYPE, row.domain));
            continue;
        }
        graph.insert(constraint, relation(row.table));
        if row.references != 0 {
            graph.insert(constraint, relation(row.references));
        }
    }
    for row in rows.indexes.all() {
        graph.insert(relation(row.oid), relation(row.table));
    }
}

/// Dependencies while they are gathered: objects by number in the order in which they are met.
struct Graph<'resolver, 'rows> {
    resolver: &'resolver Resolver<'rows>,
    seen: FxHashMap<Address, Option<usize>>,
    objects: Vec<Arc<ObjectId>>,
    edges: Vec<(usize, usize)>,
}

impl Graph<'_, '_> {
    fn number(&mut self, address: Address) -> Option<usize> {
        let Self { resolver, seen, objects, .. } = self;
        *seen.entry(address).or_insert_with(|| {
            objects.push(Arc::new(resolver.resolve(address)?));
            Some(objects.len() - 1)
        })
    }

    fn insert(&mut self, dependent: Address, needed: Address) {
        if let (Some(dependent), Some(needed)) = (self.number(dependent), self.number(needed)) {
            self.edges.push((dependent, needed));
        }
    }

    /// Puts the objects in order, several addresses of one object together, and the edges after them.
    fn finish(self) -> Dependencies {
        let mut numbered: Vec<_> = self.objects.into_iter().enumerate().collect();
        numbered.sort_unstable_by(|(_, left), (_, right)| left.cmp(right));
        let mut ranks = vec![0; numbered.len()];
        let mut objects: Vec<Arc<ObjectId>> = Vec::with_capacity(numbered.len());
        for (number, object) in numbered {
            if objects.last() != Some(&object) {
                objects.push(object);
            }
            if let Some(rank) = ranks.get_mut(number) {
                *rank = objects.len() - 1;
            }
        }
        let rank = |number: usize| ranks.get(number).copied().unwrap_or_default();
        let mut edges: Vec<_> =
            self.edges.into_iter().map(|(dependent, needed)| (rank(dependent), rank(needed))).collect();
        edges.sort_unstable();
        edges.dedup();
        let of_one = edges.chunk_by(|left, right| left.0 == right.0);
        of_one
            .filter_map(|edges| {
                let dependent = edges.first()?.0;
                let needed = edges.iter().map(|(_, needed)| *needed).filter(|needed| *needed != dependent);
                let needed: Vec<_> = needed.filter_map(|needed| objects.get(needed).cloned()).collect();
                (!needed.is_empty()).then_some((objects.get(dependent)?.clone(), needed))
            })
            .collect()
    }
}
