//! What a database holds.

mod canonical;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::object::{
    CompositeType, Domain, EnumType, Extension, Index, OtherKind, OtherObject, Schema, Sequence, Table,
};
use crate::{Dependencies, ObjectId, QualifiedName};

/// All objects of a database, or of the part of it that is looked at.
///
/// Read from a server, every SQL text in it is the server's own output with `search_path` set to `pg_catalog` alone,
/// so that two catalogs of servers of one major version can be compared by equality. Declared in a file, the texts are
/// as a person wrote them: building them on a server and reading them back makes them comparable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    /// Schemas by name.
    pub schemas: BTreeMap<String, Schema>,
    /// Extensions by name.
    pub extensions: BTreeMap<String, Extension>,
    /// Enum types.
    pub enums: BTreeMap<QualifiedName, EnumType>,
    /// Domains.
    pub domains: BTreeMap<QualifiedName, Domain>,
    /// Composite types, but for the row types of tables.
    pub composites: BTreeMap<QualifiedName, CompositeType>,
    /// Sequences, but for those behind identity columns.
    pub sequences: BTreeMap<QualifiedName, Sequence>,
    /// Ordinary tables. They are shared, since most of the tables of two states of a database are the same.
    pub tables: BTreeMap<QualifiedName, Arc<Table>>,
    /// What the model can name but not describe, by kind and identity.
    #[serde(with = "others")]
    pub others: BTreeMap<(OtherKind, String), OtherObject>,
    /// Which object needs which. A declaration has none: only a server knows.
    pub dependencies: Dependencies,
    /// What inherits from which table, directly or through others: it has the columns of that table, and changes with them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub children: BTreeMap<QualifiedName, BTreeSet<ObjectId>>,
}

impl Catalog {
    /// A table to be changed, which is this catalog's own from then on.
    pub fn table_mut(&mut self, name: &QualifiedName) -> Option<&mut Table> {
        self.tables.get_mut(name).map(Arc::make_mut)
    }

    /// An index with its table.
    pub fn index(&self, name: &QualifiedName) -> Option<(&QualifiedName, &Index)> {
        let mut of_schema = self.tables.iter().filter(|(table, _)| table.schema == name.schema);
        of_schema.find_map(|(table, definition)| Some((table, definition.indexes.get(&name.name)?)))
    }

    /// SHA-256 of the catalog in small hexadecimal digits: equal for equal objects, whatever the order of columns and
    /// whatever depends on what.
    pub fn hash(&self) -> String {
        canonical::hash(self, &self.schemas.iter().collect(), &self.others)
    }

    /// The same of the part that plans can change: without what is known by name only, and without the public schema
    /// where it has no comment of its own, since every database has it.
    pub fn modelled_hash(&self) -> String {
        let schemas =
            self.schemas.iter().filter(|(name, schema)| *name != "public" || schema.comment.is_some()).collect();
        canonical::hash(self, &schemas, &BTreeMap::new())
    }
}

/// JSON has only string keys, so the others are written as a list of (kind, identity, object).
mod others {
    use super::{BTreeMap, Deserialize, OtherKind, OtherObject};

    pub(super) fn serialize<S: serde::Serializer>(
        map: &BTreeMap<(OtherKind, String), OtherObject>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map.iter().map(|((_, identity), object)| (identity, object)))
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<(OtherKind, String), OtherObject>, D::Error> {
        let pairs = Vec::<(String, OtherObject)>::deserialize(deserializer)?;
        Ok(pairs.into_iter().map(|(identity, object)| ((object.kind, identity), object)).collect())
    }
}
