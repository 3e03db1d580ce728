//! Which key stands for which SQL name.

use std::collections::{BTreeMap, BTreeSet};

use super::yaml::{Map, Yaml};
use crate::language::naming::Naming;
use crate::{Catalog, QualifiedName};

/// The keys of everything that has one.
pub(super) struct Keys {
    naming: Naming,
    tables: BTreeMap<QualifiedName, ObjectKey>,
    table_keys: BTreeSet<String>,
    types: BTreeMap<QualifiedName, ObjectKey>,
    sequences: BTreeMap<QualifiedName, ObjectKey>,
    /// How often each name is a constraint's or relation's in a schema: default names are given by what is free there.
    taken: BTreeMap<(String, String), usize>,
}

/// The key of a table, type or sequence, and what has to stand under it for its name to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ObjectKey {
    pub key: String,
    schema: Option<String>,
    name: Option<String>,
}

impl ObjectKey {
    /// What has to stand under the key first.
    pub(super) fn entries(&self) -> Map {
        let mut entries = Map::new();
        super::add(&mut entries, "schema", self.schema.as_ref().map(Yaml::text));
        super::add(&mut entries, "name", self.name.as_ref().map(Yaml::text));
        entries
    }
}

/// The names of all tables, types and sequences.
pub(super) fn qualified_names(catalog: &Catalog) -> impl Iterator<Item = &QualifiedName> {
    let types = catalog.enums.keys().chain(catalog.domains.keys()).chain(catalog.composites.keys());
    catalog.tables.keys().chain(catalog.sequences.keys()).chain(types)
}

impl Keys {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let naming = naming(catalog);
        let types = catalog.enums.keys().chain(catalog.domains.keys()).chain(catalog.composites.keys());
        let tables = object_keys(naming, catalog.tables.keys());
        Self {
            naming,
            table_keys: tables.values().map(|key| key.key.clone()).collect(),
            tables,
            types: object_keys(naming, types),
            sequences: object_keys(naming, catalog.sequences.keys()),
            taken: taken(catalog),
        }
    }

    pub(super) fn naming(&self) -> Naming {
        self.naming
    }

    /// The key for the name of a schema, column, field or check.
    pub(super) fn key(&self, name: &str) -> String {
        key(name)
    }

    /// The name to be given under [`Keys::key`], where it does not follow from that.
    pub(super) fn given_name(&self, name: &str) -> Option<String> {
        (self.naming.sql_name(&key(name)) != name).then(|| name.to_owned())
    }

    pub(super) fn table(&self, name: &QualifiedName) -> Option<&ObjectKey> {
        self.tables.get(name)
    }

    pub(super) fn user_type(&self, name: &QualifiedName) -> Option<&ObjectKey> {
        self.types.get(name)
    }

    pub(super) fn sequence(&self, name: &QualifiedName) -> Option<&ObjectKey> {
        self.sequences.get(name)
    }

    /// Whether `table.column` can be taken for no other table and column: no table's key is the part before an earlier
    /// dot, and the column's has none.
    pub(super) fn is_clear(&self, table: &str, column: &str) -> bool {
        let earlier = table.match_indices('.').filter_map(|(dot, _)| table.get(..dot));
        !column.contains('.') && earlier.into_iter().all(|part| !self.table_keys.contains(part))
    }

    /// Whether a name is that of one constraint or relation of the schema alone, so that PostgreSQL could give it.
    pub(super) fn is_sole(&self, schema: &str, name: &str) -> bool {
        self.taken.get(&(schema.to_owned(), name.to_owned())).is_none_or(|count| *count == 1)
    }
}

/// The key for a name: itself, but for the sign that YAML merges mappings by.
fn key(name: &str) -> String {
    if name == "<<" { "merge".to_owned() + name } else { name.to_owned() }
}

/// Names stand as they are where most of them would have to be given under their key otherwise.
fn naming(catalog: &Catalog) -> Naming {
    let columns = catalog.tables.values().flat_map(|table| table.columns.keys());
    let names = qualified_names(catalog).map(|name| &name.name).chain(columns);
    let (mut all, mut given) = (0_usize, 0_usize);
    for name in names {
        all += 1;
        given += usize::from(Naming::SnakeCase.sql_name(name) != *name);
    }
    if given * 2 > all { Naming::Verbatim } else { Naming::SnakeCase }
}

fn object_keys<'a>(
    naming: Naming,
    names: impl Iterator<Item = &'a QualifiedName>,
) -> BTreeMap<QualifiedName, ObjectKey> {
    let (dotted, simple): (Vec<_>, Vec<_>) =
        names.partition(|name| name.name.contains('.') || name.schema.contains('.') || name.schema == "<<");
    let mut keys = BTreeMap::new();
    let mut used = BTreeSet::new();
    for name in simple {
        let short = if name.schema == "public" && key(&name.name) == name.name {
            name.name.clone()
        } else {
            format!("{}.{}", name.schema, key(&name.name))
        };
        let given = (naming.sql_name(&key(&name.name)) != name.name).then(|| name.name.clone());
        // With a dot in the key, `name:` stands beside the schema that the key begins with.
        used.insert(short.clone());
        keys.insert(name.clone(), ObjectKey { key: short, schema: None, name: given });
    }
    for name in dotted {
        let mut long =
            if name.schema == "public" { name.name.clone() } else { format!("{}.{}", name.schema, name.name) };
        while !used.insert(long.clone()) {
            long.push('_');
        }
        let given = (naming.sql_name(&long) != name.name).then(|| name.name.clone());
        keys.insert(name.clone(), ObjectKey { key: long, schema: Some(key(&name.schema)), name: given });
    }
    keys
}

fn taken(catalog: &Catalog) -> BTreeMap<(String, String), usize> {
    let mut taken: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut take = |schema: &str, name: &str| *taken.entry((schema.to_owned(), name.to_owned())).or_default() += 1;
    for name in catalog.sequences.keys().chain(catalog.composites.keys()) {
        take(&name.schema, &name.name);
    }
    for (name, domain) in &catalog.domains {
        domain.checks.keys().for_each(|check| take(&name.schema, check));
    }
    for (name, table) in &catalog.tables {
        take(&name.schema, &name.name);
        table.constraints.keys().chain(table.indexes.keys()).for_each(|name_of| take(&name.schema, name_of));
    }
    for (_, identity) in catalog.others.keys() {
        // A view or partition may have the name as well; its identity ends with it.
        if let Some(name) = QualifiedName::parse(identity) {
            take(&name.schema, &name.name);
        }
    }
    taken
}
