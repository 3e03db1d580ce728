//! `renamed_from`: what things were called.

use super::Reader;
use crate::QualifiedName;
use crate::declared::{Rename, RenamedObject};
use crate::language::yaml::Node;

impl Reader<'_> {
    /// Notes the renames of an object: its node's `renamed_from` is one old name or several, oldest first.
    pub(super) fn rename(&mut self, object: impl FnOnce() -> RenamedObject, node: &Node) {
        let Some(names) = node.get("renamed_from") else { return };
        let object = object();
        let own_schema = match &object {
            RenamedObject::Type(name) | RenamedObject::Sequence(name) | RenamedObject::Table(name) => {
                Some(name.schema.clone())
            }
            _ => None,
        };
        for member in names.one_or_many() {
            let (schema, from) = match (member.text(), member.get("name").and_then(Node::text)) {
                (Some(key), _) => match key.split_once('.') {
                    Some((schema, name)) if own_schema.is_some() => {
                        (Some(self.old_schema(schema)), self.naming.sql_name(name))
                    }
                    _ => (None, self.naming.sql_name(key)),
                },
                (None, Some(name)) => {
                    let schema = member.get("schema").and_then(Node::text).map(|schema| self.old_schema(schema));
                    (schema, name.to_owned())
                }
                (None, None) => {
                    if member.entries().is_some() {
                        self.error("missing-key", member.place, "an old name needs its `name`");
                    }
                    continue;
                }
            };
            let from_schema = schema.filter(|schema| Some(schema) != own_schema.as_ref());
            self.declared.places.renames.push((object.clone(), from.clone(), member.place));
            self.declared.renames.push(Rename { object: object.clone(), from, from_schema, implied: false });
        }
    }

    /// Notes the renames of a label. Labels are no keys: they stand as they are.
    pub(super) fn rename_label(&mut self, owner: &QualifiedName, label: &str, old: &Node) {
        for member in old.one_or_many() {
            let Some(from) = member.text() else { continue };
            let object = RenamedObject::EnumLabel(owner.clone(), label.to_owned());
            self.declared.places.renames.push((object.clone(), from.to_owned(), member.place));
            self.declared.renames.push(Rename { object, from: from.to_owned(), from_schema: None, implied: false });
        }
    }

    /// The SQL name of a schema that may be gone.
    fn old_schema(&self, key: &str) -> String {
        self.schemas.get(key).cloned().unwrap_or_else(|| self.naming.sql_name(key))
    }
}
