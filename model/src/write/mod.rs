//! From a catalog to a schema file: what `keel pull` prints.
//!
//! The file says everything the catalog knows, the short form where it means exactly the same and the long one
//! otherwise, in the layout of [`crate::format`]. SQL texts stand as the server prints them, so that reading the file
//! back gives the same catalog. Keys are the SQL names. What the language has no words for is listed in a comment at
//! the end, and by [`left_out`]: nothing is lost unsaid.

mod column;
mod constraint;
mod data_type;
mod default;
mod excerpt;
mod index;
mod keys;
mod left_out;
mod sequence;
mod table;
mod user_type;
mod yaml;

pub use excerpt::Excerpts;
pub use left_out::left_out;

use crate::Catalog;
use crate::declared::{Rust, Times};
use crate::language::naming::Naming;
use keys::Keys;
use yaml::{Map, Yaml};

/// What a catalog does not say about its schema file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// The major versions of PostgreSQL the file is for, oldest and newest.
    pub postgres: Option<(u32, u32)>,
    /// Where editors find the JSON Schema, as a path or URL.
    pub json_schema: Option<String>,
    /// What the Rust of all tables is like.
    pub rust: Rust,
}

/// What the parts of the file are written from.
struct Writer<'catalog> {
    catalog: &'catalog Catalog,
    keys: Keys,
}

/// Writes the schema file that declares a catalog.
pub fn write_schema(catalog: &Catalog, options: &WriteOptions) -> String {
    let writer = Writer { catalog, keys: Keys::new(catalog) };
    let mut sections: Vec<Map> = vec![writer.settings(options)];
    sections.push(section("extensions", writer.extensions()));
    sections.push(section("schemas", writer.schemas()));
    sections.push(section("types", Some(Yaml::Block(writer.types()))));
    sections.push(section("sequences", Some(Yaml::Block(writer.sequences()))));
    sections.push(section("tables", Some(Yaml::Spaced(writer.tables()))));

    let mut parts = Vec::new();
    if let Some(path) = &options.json_schema {
        parts.push(format!("# yaml-language-server: $schema={}\n", left_out::visible(path)));
    }
    for section in sections.iter().filter(|section| !section.is_empty()) {
        let mut text = String::new();
        yaml::write_map(section, 0, false, &mut text);
        parts.push(text);
    }
    parts.extend(unsaid(left_out(catalog)));
    parts.join("\n")
}

/// The comment that names what the language has no words for.
fn unsaid(left_out: Vec<String>) -> Option<String> {
    let lines: String = left_out.iter().map(|words| format!("#   {words}\n")).collect();
    let opening = "# Not in this file, since the schema language has no words for it yet:\n";
    (!left_out.is_empty()).then(|| format!("{opening}{lines}"))
}

/// A section with its key, unless it is empty.
fn section(key: &str, value: Option<Yaml>) -> Map {
    let value = value.filter(|value| match value {
        Yaml::Block(entries) | Yaml::Spaced(entries) | Yaml::Flow(entries) => !entries.is_empty(),
        _ => true,
    });
    value.map(|value| (key.to_owned(), value)).into_iter().collect()
}

/// Adds an entry if there is something to say.
fn add(map: &mut Map, key: &str, value: Option<Yaml>) {
    if let Some(value) = value {
        map.push((key.to_owned(), value));
    }
}

/// Adds `key: true` where it is.
fn add_flag(map: &mut Map, key: &str, flag: bool) {
    add(map, key, flag.then(Yaml::yes));
}

/// Adds a comment.
fn add_comment(map: &mut Map, comment: Option<&String>) {
    add(map, "comment", comment.map(Yaml::text));
}

/// Storage parameters, if there are any.
fn parameters(parameters: &std::collections::BTreeMap<String, String>) -> Option<Yaml> {
    let entries = || parameters.iter().map(|(name, value)| (name.clone(), Yaml::Loose(value.clone()))).collect();
    (!parameters.is_empty()).then(|| Yaml::Flow(entries()))
}

impl Writer<'_> {
    fn settings(&self, options: &WriteOptions) -> Map {
        let mut settings = Map::new();
        let versions = options.postgres.map(|(oldest, newest)| {
            let number = |version: u32| Yaml::number(i64::from(version));
            if oldest == newest { number(oldest) } else { Yaml::List(vec![number(oldest), number(newest)]) }
        });
        add(&mut settings, "postgres", versions);
        if self.keys.naming() == Naming::Verbatim {
            add(&mut settings, "naming", Some(Yaml::text("verbatim")));
        }
        let Rust { times, derive, .. } = &options.rust;
        let mut rust = Map::new();
        add(&mut rust, "times", (*times != Times::default()).then(|| Yaml::text(times.word())));
        for (key, paths) in derive.by_key() {
            add(&mut rust, key, (!paths.is_empty()).then(|| Yaml::texts(paths)));
        }
        add(&mut settings, "rust", (!rust.is_empty()).then_some(Yaml::Flow(rust)));
        settings
    }

    /// The extensions, whose version is left to the server. A schema is said where it is not public.
    fn extensions(&self) -> Option<Yaml> {
        let extensions = &self.catalog.extensions;
        let entries: Map = extensions
            .iter()
            .map(|(name, extension)| {
                let schema = extension.schema.as_ref().filter(|schema| *schema != "public");
                let mut entry = Map::new();
                add(&mut entry, "schema", schema.map(|schema| Yaml::text(self.keys.key(schema))));
                add_comment(&mut entry, extension.comment.as_ref());
                (name.clone(), Yaml::Flow(entry))
            })
            .collect();
        let plain =
            entries.iter().all(|(name, entry)| matches!(entry, Yaml::Flow(map) if map.is_empty()) && name != "<<");
        (!extensions.is_empty()).then(|| if plain { Yaml::texts(extensions.keys()) } else { Yaml::Block(entries) })
    }

    /// The schemas; `public` only where it has a comment or the reader would not think of it.
    fn schemas(&self) -> Option<Yaml> {
        let catalog = self.catalog;
        let in_public = keys::qualified_names(catalog).any(|name| name.schema == "public");
        let implied = in_public || catalog.schemas.len() == 1;
        let written = || {
            let all = catalog.schemas.iter();
            all.filter(move |(name, schema)| *name != "public" || schema.comment.is_some() || !implied)
        };
        let plain = written().all(|(name, schema)| schema.comment.is_none() && self.keys.given_name(name).is_none());
        let entries = written().map(|(name, schema)| {
            let mut entry = Map::new();
            add(&mut entry, "name", self.keys.given_name(name).map(Yaml::text));
            add_comment(&mut entry, schema.comment.as_ref());
            (self.keys.key(name), Yaml::Flow(entry))
        });
        (written().next().is_some())
            .then(|| if plain { Yaml::texts(written().map(|(name, _)| name)) } else { Yaml::Block(entries.collect()) })
    }
}
