//! From object identifiers to names, resolved here once instead of by joins in each query.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::QualifiedName;
use rustc_hash::FxHashMap;

use super::reader::{Fields, FromRow};
use super::relation::Relation;
use super::types::TypeRow;

/// The schemas whose objects are read, as a subquery. The ledger's schema is among them, so that names in it resolve;
/// its objects are left out later.
pub(super) const USER_SCHEMAS: &str =
    "(select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')";

/// The schema of evenkeel's own ledger.
pub(super) const LEDGER_SCHEMA: &str = "keel";

/// Object identifiers of the system catalogs that `pg_depend` and `pg_description` speak of. They are fixed: the
/// server's own source gives them as constants.
pub(super) mod class {
    pub(in super::super) const TYPE: u32 = 1247;
    pub(in super::super) const RELATION: u32 = 1259;
    pub(in super::super) const ATTRIBUTE_DEFAULT: u32 = 2604;
    pub(in super::super) const CONSTRAINT: u32 = 2606;
    pub(in super::super) const SCHEMA: u32 = 2615;
    pub(in super::super) const EXTENSION: u32 = 3079;
}

/// The names of a database.
pub(super) struct Names {
    pub(super) schemas: BTreeMap<u32, String>,
    pub(super) extensions: BTreeMap<u32, String>,
    pub(super) relations: BTreeMap<u32, Relation>,
    pub(super) types: BTreeMap<u32, TypeRow>,
    /// Collations and operators that something needs.
    pub(super) collations: FxHashMap<u32, QualifiedName>,
    pub(super) operators: FxHashMap<u32, String>,
    /// The members of extensions as (catalog, object), with the extension.
    pub(super) members: FxHashMap<(u32, u32), u32>,
    /// The tables that inherit from others, partitions among them, with these.
    pub(super) children: BTreeMap<u32, Vec<u32>>,
}

impl Names {
    /// The qualified name of a relation.
    pub(super) fn relation(&self, oid: u32) -> Option<QualifiedName> {
        let relation = self.relations.get(&oid)?;
        self.qualified(relation.schema, &relation.name)
    }

    /// The qualified name of an object by its schema.
    pub(super) fn qualified(&self, schema: u32, name: &str) -> Option<QualifiedName> {
        Some(QualifiedName::new(self.schemas.get(&schema)?, name))
    }

    /// Whether the model speaks of an object: no extension brought it, and it is not in the ledger's schema.
    pub(super) fn is_ours(&self, class: u32, oid: u32, schema: u32) -> bool {
        self.schemas.get(&schema).is_some_and(|name| name != LEDGER_SCHEMA) && !self.members.contains_key(&(class, oid))
    }

    /// Whether a relation is an ordinary table, one that the model describes.
    pub(super) fn is_table(&self, relation: &Relation) -> bool {
        relation.kind == 'r'
            && relation.of_type == 0
            && !self.children.contains_key(&relation.oid)
            && self.is_ours(class::RELATION, relation.oid, relation.schema)
    }

    /// The tables from which a relation inherits, directly or through others.
    pub(super) fn ancestors(&self, oid: u32) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![oid];
        while let Some(child) = waiting.pop() {
            let parents = self.children.get(&child).into_iter().flatten();
            waiting.extend(parents.filter(|parent| found.insert(**parent)));
        }
        found
    }

    /// The relations of a kind of which the model speaks.
    pub(super) fn ours(&self, kind: char) -> impl Iterator<Item = (&Relation, QualifiedName)> {
        self.relations
            .values()
            .filter(move |relation| {
                relation.kind == kind && self.is_ours(class::RELATION, relation.oid, relation.schema)
            })
            .filter_map(|relation| Some((relation, self.qualified(relation.schema, &relation.name)?)))
    }

    /// The ordinary tables.
    pub(super) fn tables(&self) -> impl Iterator<Item = (&Relation, QualifiedName)> {
        self.ours('r').filter(|(relation, _)| self.is_table(relation))
    }
}

/// A row of `pg_collation`.
pub(super) struct Collation {
    pub(super) oid: u32,
    pub(super) name: QualifiedName,
}

/// The names of the collations in `$1`.
pub(super) const COLLATIONS: &str = "
    select c.oid, n.nspname::text, c.collname::text
    from pg_collation c join pg_namespace n on n.oid = c.collnamespace
    where c.oid = any($1)";

impl FromRow for Collation {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self { oid: fields.next()?, name: QualifiedName::new(fields.next::<String>()?, fields.next::<String>()?) })
    }
}

/// The operators in `$1` as they stand in SQL.
pub(super) const OPERATORS: &str = "
    select o.oid, case when n.nspname = 'pg_catalog' then o.oprname::text
        else format('OPERATOR(%I.%s)', n.nspname, o.oprname) end
    from pg_operator o join pg_namespace n on n.oid = o.oprnamespace
    where o.oid = any($1)";
