//! Single objects of a catalog as they stand in its schema file.

use super::keys::Keys;
use super::yaml::{self, Yaml};
use super::{WriteOptions, Writer, left_out, section, unsaid, write_schema};
use crate::{Catalog, ObjectId};

/// Writes single objects of a catalog, each as it stands among the others.
pub struct Excerpts<'catalog>(Writer<'catalog>);

impl<'catalog> Excerpts<'catalog> {
    /// Of this catalog.
    pub fn of(catalog: &'catalog Catalog) -> Self {
        Self(Writer { catalog, keys: Keys::new(catalog) })
    }

    /// A schema, extension, type, sequence or table with all that stands under it in the file, below the key of its
    /// section. Nothing where the catalog does not have it, or the file says it elsewhere.
    pub fn text(&self, object: &ObjectId) -> Option<String> {
        let writer = &self.0;
        let catalog = writer.catalog;
        let mut unsaid_words = Vec::new();
        let section = match object {
            ObjectId::Table(name) => {
                let table = catalog.tables.get(name)?;
                unsaid_words = left_out::of_table(catalog, name, table);
                section("tables", Some(Yaml::Spaced(vec![writer.keyed_table(name, table)?])))
            }
            ObjectId::Type(name) => section("types", Some(Yaml::Block(vec![writer.keyed_type(name)?]))),
            ObjectId::Sequence(name) => {
                let sequence = writer.keyed_sequence(name, catalog.sequences.get(name)?)?;
                section("sequences", Some(Yaml::Block(vec![sequence])))
            }
            ObjectId::Schema(name) => {
                let mut part = Catalog::default();
                part.schemas.insert(name.clone(), catalog.schemas.get(name)?.clone());
                return Some(write_schema(&part, &WriteOptions::default()));
            }
            ObjectId::Extension(name) => {
                let mut part = Catalog::default();
                part.extensions.insert(name.clone(), catalog.extensions.get(name)?.clone());
                return Some(write_schema(&part, &WriteOptions::default()));
            }
            _ => return None,
        };
        let mut text = String::new();
        yaml::write_map(&section, 0, false, &mut text);
        Some([text].into_iter().chain(unsaid(unsaid_words)).collect::<Vec<_>>().join("\n"))
    }
}
