//! Which type a written one is.

use super::Reader;
use crate::QualifiedName;
use crate::declared::Place;
use crate::language::data_type::grammar::{self, Written};
use crate::language::data_type::{Base, DataType, builtin};
use crate::language::expression;
use crate::language::naming::nearest;
use crate::language::yaml::Node;

impl Reader<'_> {
    /// The type in a scalar that may end in `?`, and whether it does.
    pub(super) fn data_type(&mut self, node: &Node) -> (Option<DataType>, bool) {
        let Some(text) = node.text() else { return (None, false) };
        let text = text.trim();
        let (text, nullable) = match text.strip_suffix('?') {
            Some(text) => (text.trim_end(), true),
            None => (text, false),
        };
        (self.resolve(text, node.place), nullable)
    }

    /// The type that is written so.
    pub(super) fn resolve(&mut self, text: &str, place: Place) -> Option<DataType> {
        let written = match grammar::parse(text) {
            Ok(written) => written,
            Err(message) => {
                self.error_with_help("wrong-type", place, format!("the type `{text}` {message}"), in_order(text));
                return None;
            }
        };
        if let Some((base, name)) = self.declared_type(&written) {
            if !written.modifiers.is_empty() {
                self.error(
                    "wrong-type",
                    place,
                    format!("the type `{text}` is one of this file and takes no parentheses"),
                );
            }
            return Some(assemble(base, name.to_string(), written.array, Vec::new()));
        }
        match grammar::print(&written) {
            Ok(Some(printed)) => {
                if let ("numeric", [precision, scale]) = (printed.base, printed.modifiers.as_slice())
                    && !(0..=*precision).contains(scale)
                {
                    self.needs(15, place, "a scale that is negative or greater than the precision");
                }
                Some(assemble(Base::Builtin(printed.base), printed.text, written.array, printed.modifiers))
            }
            Ok(None) => self.foreign_type(&written, text, place),
            Err(message) => {
                self.error("wrong-type", place, format!("the type `{text}` {message}"));
                None
            }
        }
    }

    /// A type or table of the file, by key or by SQL name. Types of the file win over PostgreSQL's own.
    fn declared_type(&self, written: &Written) -> Option<(Base, QualifiedName)> {
        if let Some(object) = self.types.get(&written.raw) {
            return Some((Base::Declared(object.name.clone()), object.name.clone()));
        }
        let schema = written.schema.as_deref().unwrap_or("public");
        let matches = |name: &QualifiedName| name.schema == schema && name.name == written.name;
        if let Some(object) = self.types.values().find(|object| matches(&object.name)) {
            return Some((Base::Declared(object.name.clone()), object.name.clone()));
        }
        if written.schema.is_none() && !written.quoted && builtin::builtin(&written.name).is_some() {
            return None;
        }
        let by_key = self.tables.get(written.raw.as_str());
        let table = by_key.or_else(|| self.tables.values().find(|table| matches(&table.name)))?;
        Some((Base::Row(table.name.clone()), table.name.clone()))
    }

    /// A type that an extension or something else outside the file brings.
    fn foreign_type(&mut self, written: &Written, text: &str, place: Place) -> Option<DataType> {
        if let Some(modifier) = written.modifiers.iter().find(|modifier| !expression::is_modifier(modifier)) {
            self.error(
                "wrong-type",
                place,
                format!("the type `{text}` has `{modifier}` where a number or word must stand"),
            );
            return None;
        }
        let modifiers =
            if written.modifiers.is_empty() { String::new() } else { format!("({})", written.modifiers.join(",")) };
        if let Some(schema) = &written.schema {
            if schema != "pg_catalog" {
                let name = QualifiedName::new(schema.clone(), written.name.clone());
                return Some(assemble(Base::Foreign, format!("{name}{modifiers}"), written.array, Vec::new()));
            }
        } else if let Some(schema) = self.extension_of(&written.name) {
            let name = match schema {
                Some(schema) => QualifiedName::new(schema, written.name.clone()).to_string(),
                None => crate::name::quote_identifier(&written.name),
            };
            return Some(assemble(Base::Foreign, format!("{name}{modifiers}"), written.array, Vec::new()));
        }
        let builtins: Vec<&str> = builtin::names().collect();
        let known = self.types.keys().map(String::as_str).chain(builtins);
        let message = format!("there is no type `{text}`");
        let of_extension = builtin::extension_with(&written.name).filter(|_| written.schema.is_none());
        let meant = builtin::known_elsewhere(&written.name).or_else(|| nearest(&written.raw, known));
        let help = match (of_extension, meant) {
            (Some(extension), _) if self.declared.catalog.extensions.is_empty() => {
                format!("the extension {extension} brings it: write `extensions: [{extension}]` beside `tables`")
            }
            (Some(extension), _) => format!("the extension {extension} brings it: name that under `extensions` too"),
            (None, Some(word)) => format!("did you mean `{word}`?"),
            (None, None) => {
                "declare it under `types`, or name the extension that brings it under `extensions`".to_owned()
            }
        };
        self.error_with_help("unknown-type", place, message, help);
        None
    }

    /// Whether one of the file's extensions may bring a type, and the schema it then lives in if that is known.
    fn extension_of(&self, name: &str) -> Option<Option<String>> {
        let extensions = &self.declared.catalog.extensions;
        extensions
            .iter()
            .find(|(extension, _)| builtin::of_extension(extension).is_some_and(|types| types.contains(&name)))
            .map(|(_, extension)| extension.schema.clone())
            .or_else(|| extensions.keys().any(|extension| builtin::of_extension(extension).is_none()).then_some(None))
    }
}

/// How the parts of a type follow each other: with one `?` at the end, where that is all that is wrong.
fn in_order(text: &str) -> String {
    let bare = text.replace('?', "");
    match grammar::parse(bare.trim()) {
        Ok(_) if bare != text => format!("write `{}?`: one `?` at the end of a type allows NULL", bare.trim()),
        _ => "a type is its name, then what it takes in parentheses, then `[]` for an array, then `?` where NULL is \
              allowed: `varchar(20)[]?`"
            .to_owned(),
    }
}

fn assemble(base: Base, text: String, array: bool, modifiers: Vec<i64>) -> DataType {
    DataType { text: if array { format!("{text}[]") } else { text }, base, array, modifiers }
}
