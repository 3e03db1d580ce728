//! What stands at the top of the first file, schemas and extensions.

use std::collections::BTreeSet;

use super::Reader;
use crate::declared::{Pattern, Place, RenamedObject};
use crate::language::naming::Naming;
use crate::language::yaml::{Entry, Node};
use crate::object::{Extension, Schema};
use crate::{Diagnostic, ObjectId, QualifiedName};

/// The major versions that evenkeel knows.
const KNOWN_VERSIONS: std::ops::RangeInclusive<i64> = 14..=18;

impl<'a> Reader<'a> {
    /// `naming`, `postgres`, `manage` and `ignore`.
    pub(super) fn settings(&mut self) {
        if self.setting("naming").and_then(Node::text) == Some("verbatim") {
            self.naming = Naming::Verbatim;
        }
        if let Some(node) = self.setting("postgres") {
            self.versions(node);
        }
        self.declared.scope.manage = self.patterns("manage");
        self.declared.scope.ignore = self.patterns("ignore");
    }

    fn versions(&mut self, node: &Node) {
        let numbers: Vec<i64> = node.one_or_many().iter().filter_map(Node::integer).collect();
        for member in node.one_or_many() {
            if member.integer().is_some_and(|version| !KNOWN_VERSIONS.contains(&version)) {
                self.error_with_help(
                    "unknown-version",
                    member.place,
                    format!("evenkeel does not know PostgreSQL {}", member.text().unwrap_or_default()),
                    format!("it knows the major versions {} to {}", KNOWN_VERSIONS.start(), KNOWN_VERSIONS.end()),
                );
                return;
            }
        }
        let range = match numbers.as_slice() {
            [version] => (*version, *version),
            [oldest, newest] if oldest <= newest => (*oldest, *newest),
            _ => {
                self.error_with_help(
                    "wrong-versions",
                    node.place,
                    "`postgres` takes one major version, or the oldest and the newest",
                    "write `postgres: 17` or `postgres: [15, 17]`",
                );
                return;
            }
        };
        let narrow = |version: i64| u32::try_from(version).unwrap_or_default();
        self.oldest = Some(narrow(range.0));
        self.declared.postgres = Some((narrow(range.0), narrow(range.1)));
        self.declared.places.postgres = Some(node.place);
    }

    fn patterns(&self, name: &str) -> Vec<Pattern> {
        let members = self.setting(name).map(Node::one_or_many).unwrap_or_default();
        members.iter().filter_map(Node::text).map(Pattern::parse).collect()
    }

    /// Reads `schemas` and `extensions`, which may be lists of names.
    pub(super) fn schemas_and_extensions(&mut self) {
        for (key, place, entry) in self.keys_of("schemas") {
            let name = match entry {
                Some(entry) => self.sql_name(entry),
                None => self.naming.sql_name(key),
            };
            self.check_name(&name, place);
            if name.starts_with("pg_") || name == "information_schema" || name == "keel" {
                self.error("reserved-schema", place, format!("the schema `{name}` is not for tables of yours"));
            }
            if let Some((other, _)) = self.schemas.iter().find(|(_, known)| **known == name) {
                let message = format!("the schemas `{other}` and `{key}` meet in the SQL name `{name}`");
                self.error("name-collision", place, message);
            }
            self.schemas.insert(key.to_owned(), name.clone());
            let node = entry.map(|entry| &entry.value);
            let comment = node.and_then(|node| node.text_of("comment"));
            self.at(ObjectId::Schema(name.clone()), place);
            if let Some(node) = node {
                self.rename(|| RenamedObject::Schema(name.clone()), node);
            }
            self.declared.catalog.schemas.insert(name, Schema { comment });
        }
        for (name, place, entry) in self.keys_of("extensions") {
            let node = entry.map(|entry| &entry.value);
            let schema = node.and_then(|node| node.text_of("schema"));
            let extension = Extension {
                schema: schema.map(|key| self.schemas.get(&key).cloned().unwrap_or(key)),
                version: node.and_then(|node| node.text_of("version")),
                comment: node.and_then(|node| node.text_of("comment")),
                own_comment: None,
            };
            self.at(ObjectId::Extension(name.to_owned()), place);
            self.declared.catalog.extensions.insert(name.to_owned(), extension);
        }
    }

    /// The members of a section that is a mapping or a list of keys.
    fn keys_of(&mut self, section: &str) -> Vec<(&'a str, Place, Option<&'a Entry>)> {
        let mut keys: Vec<(&'a str, Place, Option<&'a Entry>)> = Vec::new();
        for entry in self.section(section) {
            keys.push((entry.key.as_str(), entry.key_place, Some(entry)));
        }
        for (_, document) in self.documents {
            for member in document.get(section).and_then(Node::list).unwrap_or_default() {
                let Some(key) = member.text() else { continue };
                match keys.iter().find(|(known, _, _)| *known == key) {
                    Some((_, first, _)) => self.findings.push(
                        Diagnostic::error("duplicate-key", member.place, format!("`{key}` stands in {section} twice"))
                            .with_label("the second")
                            .with_related(*first, "the first")
                            .with_help("keep one of them"),
                    ),
                    None => keys.push((key, member.place, None)),
                }
            }
        }
        keys
    }

    /// Fills the scope's schemas, once types, tables and sequences are known: those that the file names, `public` where
    /// something lives in it or nothing is named at all, and the old names of those that are renamed.
    pub(super) fn scope(&mut self) {
        let catalog = &self.declared.catalog;
        let in_public = catalog
            .tables
            .keys()
            .chain(catalog.sequences.keys())
            .chain(catalog.enums.keys())
            .chain(catalog.domains.keys())
            .chain(catalog.composites.keys())
            .any(|name| name.schema == "public");
        if in_public || catalog.schemas.is_empty() {
            self.declared.catalog.schemas.entry("public".to_owned()).or_default();
        }
        let renamed = self.declared.renames.iter().filter_map(|rename| match rename.object {
            RenamedObject::Schema(_) => Some(&rename.from),
            _ => None,
        });
        let names: BTreeSet<&String> = self.declared.catalog.schemas.keys().chain(renamed).collect();
        self.declared.scope.schemas = names.into_iter().cloned().collect();
    }

    /// Nothing would ever be done about what is declared and out of scope.
    pub(super) fn refuse_what_is_not_owned(&mut self) {
        let (catalog, scope) = (&self.declared.catalog, &self.declared.scope);
        if scope.manage.is_empty() && scope.ignore.is_empty() {
            return;
        }
        let owns = |name: &QualifiedName| scope.contains(&name.schema, &name.name);
        let types = catalog.enums.keys().chain(catalog.domains.keys()).chain(catalog.composites.keys());
        // One that a table owns is where the table is.
        let sequences = catalog.sequences.iter().filter(|(_, sequence)| sequence.owned_by.is_none());
        let sequences = sequences.map(|(name, _)| (ObjectId::Sequence(name.clone()), owns(name)));
        let all = (catalog.schemas.keys().map(|name| (ObjectId::Schema(name.clone()), scope.contains_schema(name))))
            .chain(types.map(|name| (ObjectId::Type(name.clone()), owns(name))))
            .chain(sequences)
            .chain(catalog.tables.keys().map(|name| (ObjectId::Table(name.clone()), owns(name))));
        // What stands nowhere follows from what stands somewhere.
        let place = |object: ObjectId| Some((*self.declared.places.objects.get(&object)?, object));
        let mut refused: Vec<_> = all.filter(|(_, owned)| !owned).filter_map(|(object, _)| place(object)).collect();
        refused.sort();
        for (place, object) in refused {
            self.error_with_help(
                "not-owned",
                place,
                format!("{object} stands in the file, but `manage` and `ignore` say that it is not evenkeel's"),
                "take it out of the file, or change the patterns so that it is",
            );
        }
    }
}
