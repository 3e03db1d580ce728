//! Enum, composite and domain types.

use std::collections::BTreeSet;

use super::yaml::{Map, Yaml};
use super::{Writer, add, add_comment, add_flag};
use crate::object::{CompositeType, Domain, EnumType};
use crate::{Catalog, QualifiedName};

impl Writer<'_> {
    /// All types of the file, by name.
    pub(super) fn types(&self) -> Map {
        let Catalog { enums, composites, domains, .. } = self.catalog;
        let names: BTreeSet<_> = enums.keys().chain(composites.keys()).chain(domains.keys()).collect();
        names.into_iter().filter_map(|name| self.keyed_type(name)).collect()
    }

    /// A type with its key.
    pub(super) fn keyed_type(&self, name: &QualifiedName) -> Option<(String, Yaml)> {
        let Catalog { enums, composites, domains, .. } = self.catalog;
        let rest = enums.get(name).map(|object| self.enum_type(object));
        let rest = rest.or_else(|| composites.get(name).map(|object| self.composite(object)));
        let rest = rest.or_else(|| domains.get(name).map(|object| self.domain(object)))?;
        let key = self.keys.user_type(name)?;
        let mut entry = key.entries();
        entry.extend(rest);
        Some((key.key.clone(), Yaml::Flow(entry)))
    }

    fn enum_type(&self, object: &EnumType) -> Map {
        let mut entry = Map::new();
        add_comment(&mut entry, object.comment.as_ref());
        entry.push(("enum".to_owned(), Yaml::texts(&object.labels)));
        entry
    }

    fn composite(&self, object: &CompositeType) -> Map {
        let fields = object.fields.iter().map(|(name, field)| {
            let data_type = Yaml::text(self.data_type(&field.data_type));
            let mut long = Map::new();
            add(&mut long, "name", self.keys.given_name(name).map(Yaml::text));
            long.push(("type".to_owned(), data_type.clone()));
            add(&mut long, "collation", field.collation.as_ref().map(|collation| self.collation(collation)));
            add_comment(&mut long, field.comment.as_ref());
            (self.keys.key(name), if long.len() == 1 { data_type } else { Yaml::Flow(long) })
        });
        let mut entry = Map::new();
        add_comment(&mut entry, object.comment.as_ref());
        entry.push(("composite".to_owned(), Yaml::Flow(fields.collect())));
        entry
    }

    fn domain(&self, object: &Domain) -> Map {
        let mut entry = Map::new();
        add_comment(&mut entry, object.comment.as_ref());
        entry.push(("domain".to_owned(), Yaml::text(self.data_type(&object.base_type))));
        add_flag(&mut entry, "not_null", object.not_null);
        add(&mut entry, "default", object.default.as_ref().map(|text| self.default(text, &object.base_type)));
        add(&mut entry, "collation", object.collation.as_ref().map(|collation| self.collation(collation)));
        let checks = object.checks.iter().map(|(name, check)| {
            let mut long = Map::new();
            add(&mut long, "name", self.keys.given_name(name).map(Yaml::text));
            long.push(("sql".to_owned(), Yaml::text(&check.expression)));
            add_flag(&mut long, "not_valid", !check.validated);
            add_comment(&mut long, check.comment.as_ref());
            let short = Yaml::text(&check.expression);
            (self.keys.key(name), if long.len() == 1 { short } else { Yaml::Flow(long) })
        });
        let checks: Map = checks.collect();
        add(&mut entry, "checks", (!checks.is_empty()).then_some(Yaml::Flow(checks)));
        entry
    }

    /// A collation; one of `pg_catalog` goes without its schema where no dot could be taken for the end of one.
    pub(super) fn collation(&self, name: &QualifiedName) -> Yaml {
        let prefix = name.name.split_once('.').map(|(prefix, _)| prefix);
        let is_schema = |prefix: &str| {
            let of_extension = || self.catalog.extensions.values().any(|known| known.schema.as_deref() == Some(prefix));
            matches!(prefix, "public" | "pg_catalog") || self.catalog.schemas.contains_key(prefix) || of_extension()
        };
        if name.schema == "pg_catalog" && !prefix.is_some_and(is_schema) {
            return Yaml::text(&name.name);
        }
        Yaml::text(format!("{}.{}", name.schema, name.name))
    }
}
