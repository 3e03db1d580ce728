//! The form of a catalog that is hashed. It goes to the hash as it is written: a large catalog is not copied for it.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::{Catalog, others};
use crate::object::{
    Column, CompositeType, Constraint, Domain, EnumType, Extension, Index, OtherKind, OtherObject, Schema, Sequence,
    Table,
};
use crate::{Dependencies, QualifiedName};

/// SHA-256 of a catalog with these schemas and these others, in small hexadecimal digits.
pub(super) fn hash(
    catalog: &Catalog,
    schemas: &BTreeMap<&String, &Schema>,
    others: &BTreeMap<(OtherKind, String), OtherObject>,
) -> String {
    // The others and the dependencies have a form of their own, or none.
    let Catalog {
        schemas: _,
        extensions,
        enums,
        domains,
        composites,
        sequences,
        tables,
        others: _,
        dependencies: _,
        children: _,
    } = catalog;
    let canonical = Canonical {
        schemas,
        extensions,
        enums,
        domains,
        composites,
        sequences,
        tables,
        others,
        dependencies: Dependencies::default(),
    };
    let mut writer = BufWriter::with_capacity(1 << 14, Hasher(Sha256::new()));
    // A catalog is strings, numbers and maps with string keys: there is nothing in it that JSON cannot hold, and a hash
    // takes whatever is written to it.
    let _ = serde_json::to_writer(&mut writer, &canonical);
    let _ = writer.flush();
    let digest = writer.into_parts().0.0.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hash to which can be written.
struct Hasher(Sha256);

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// [`Catalog`], field by field, without what depends on or inherits from what and with columns and fields by name.
#[derive(Serialize)]
struct Canonical<'a> {
    schemas: &'a BTreeMap<&'a String, &'a Schema>,
    extensions: &'a BTreeMap<String, Extension>,
    enums: &'a BTreeMap<QualifiedName, EnumType>,
    domains: &'a BTreeMap<QualifiedName, Domain>,
    #[serde(serialize_with = "composites")]
    composites: &'a BTreeMap<QualifiedName, CompositeType>,
    sequences: &'a BTreeMap<QualifiedName, Sequence>,
    #[serde(serialize_with = "tables")]
    tables: &'a BTreeMap<QualifiedName, Arc<Table>>,
    #[serde(with = "others")]
    others: &'a BTreeMap<(OtherKind, String), OtherObject>,
    dependencies: Dependencies,
}

#[derive(Serialize)]
struct CanonicalTable<'a> {
    columns: BTreeMap<&'a String, &'a Column>,
    constraints: &'a BTreeMap<String, Constraint>,
    indexes: &'a BTreeMap<String, Index>,
    unlogged: bool,
    options: &'a BTreeMap<String, String>,
    comment: &'a Option<String>,
}

fn tables<S: Serializer>(tables: &BTreeMap<QualifiedName, Arc<Table>>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(tables.iter().map(|(name, table)| {
        let Table { columns, constraints, indexes, unlogged, options, comment } = table.as_ref();
        let columns = columns.iter().collect();
        (name, CanonicalTable { columns, constraints, indexes, unlogged: *unlogged, options, comment })
    }))
}

#[derive(Serialize)]
struct CanonicalComposite<'a, Field> {
    fields: BTreeMap<&'a String, &'a Field>,
    comment: &'a Option<String>,
}

fn composites<S: Serializer>(
    composites: &BTreeMap<QualifiedName, CompositeType>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(composites.iter().map(|(name, composite)| {
        let CompositeType { fields, comment } = composite;
        (name, CanonicalComposite { fields: fields.iter().collect(), comment })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_of_the_catalog_as_json_with_columns_by_name() {
        let column = |data_type: &str| Column { data_type: data_type.to_owned(), ..Column::default() };
        let columns = [("b".to_owned(), column("text")), ("a".to_owned(), column("integer"))];
        let mut catalog = Catalog::default();
        catalog.schemas.insert("app".to_owned(), Schema::default());
        let table = Table { columns: columns.into_iter().collect(), ..Table::default() };
        catalog.tables.insert(QualifiedName::new("app", "t"), Arc::new(table));
        let mut sorted = catalog.clone();
        for table in sorted.tables.values_mut() {
            Arc::make_mut(table).columns.sort_keys();
        }
        let json = serde_json::to_vec(&sorted).unwrap();
        let digest: String = Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(catalog.hash(), digest);
        assert_eq!(catalog.modelled_hash(), digest);
        catalog.schemas.insert("public".to_owned(), Schema::default());
        assert_ne!(catalog.hash(), digest);
        assert_eq!(catalog.modelled_hash(), digest);
        catalog.schemas.insert("public".to_owned(), Schema { comment: Some("a".to_owned()) });
        assert_ne!(catalog.modelled_hash(), digest);
    }
}
