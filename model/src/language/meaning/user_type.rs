//! Enum, composite and domain types.

use std::collections::BTreeMap;

use super::Reader;
use super::names::NamedObject;
use crate::declared::{Place, RenamedObject};
use crate::language::data_type::{Base, DataType};
use crate::language::yaml::Node;
use crate::object::{CompositeField, CompositeType, Domain, DomainCheck, EnumType};
use crate::{ObjectId, QualifiedName};

/// The length of an enum's label, in bytes: `NAMEDATALEN - 1`.
const MAX_LABEL_BYTES: usize = crate::name::MAX_IDENTIFIER_BYTES;

impl<'a> Reader<'a> {
    /// Reads all types. Enums come first, since the defaults of domains are checked against them.
    pub(super) fn user_types(&mut self) {
        let types: Vec<NamedObject<'a>> = self.types.values().cloned().collect();
        for object in &types {
            self.at(ObjectId::Type(object.name.clone()), object.place);
            self.names_at(&ObjectId::Type(object.name.clone()), object.node);
            self.rename(|| RenamedObject::Type(object.name.clone()), object.node);
            self.exactly_one_kind(object);
            if let Some(labels) = object.node.get("enum") {
                self.enum_type(object, labels);
            }
        }
        for object in &types {
            if object.node.get("composite").is_some() {
                self.composite(object);
            } else if let Some(below) = object.node.get("domain") {
                self.domain(object, below);
            }
        }
    }

    fn exactly_one_kind(&mut self, object: &NamedObject<'_>) {
        let kinds = ["enum", "composite", "domain"];
        let present: Vec<&str> = kinds.into_iter().filter(|kind| object.node.get(kind).is_some()).collect();
        match present.as_slice() {
            [] if object.node.entries().is_some() => self.error_with_help(
                "type-without-kind",
                object.place,
                "this type does not say what it is",
                "give it `enum: […]`, `composite: {…}` or `domain: TYPE`",
            ),
            [_, second, ..] => {
                let place = object.node.entry(second).map_or(object.place, |entry| entry.key_place);
                self.error(
                    "type-of-two-kinds",
                    place,
                    format!("a type is one of enum, composite and domain, and this has {}", present.join(" and ")),
                );
            }
            _ => {}
        }
        if object.node.get("domain").is_none() {
            for key in ["not_null", "default", "collation", "checks"] {
                if let Some(entry) = object.node.entry(key) {
                    self.error("wrong-combination", entry.key_place, format!("only a domain has `{key}`"));
                }
            }
        }
    }

    fn enum_type(&mut self, object: &NamedObject<'a>, node: &'a Node) {
        let mut labels: Vec<String> = Vec::new();
        let mut places: BTreeMap<String, Place> = BTreeMap::new();
        for member in node.list().unwrap_or_default() {
            let value = member.get("value").unwrap_or(member);
            let Some(label) = value.text() else {
                if member.entries().is_some() && member.get("value").is_none() {
                    self.error("missing-key", member.place, "a label needs its `value`");
                }
                continue;
            };
            if let Some(first) = places.get(label) {
                let first = *first;
                self.findings.push(
                    crate::Diagnostic::error(
                        "duplicate-label",
                        value.place,
                        format!("the label `{label}` stands here twice"),
                    )
                    .with_related(first, "the first"),
                );
                continue;
            }
            if label.len() > MAX_LABEL_BYTES {
                self.error(
                    "wrong-label",
                    value.place,
                    format!("a label has {MAX_LABEL_BYTES} bytes at most, and this has {}", label.len()),
                );
            }
            places.insert(label.to_owned(), value.place);
            labels.push(label.to_owned());
        }
        for member in node.list().unwrap_or_default() {
            if let (Some(label), Some(old)) = (member.text_of("value"), member.get("renamed_from")) {
                self.rename_label(&object.name, &label, old);
            }
        }
        let comment = object.node.text_of("comment");
        self.declared.catalog.enums.insert(object.name.clone(), EnumType { labels, comment });
    }

    fn composite(&mut self, object: &NamedObject<'a>) {
        let mut composite = CompositeType { comment: object.node.text_of("comment"), ..CompositeType::default() };
        let fields = self.named_columns(object.node.get("composite"), "field");
        for field in fields.values() {
            let type_node = field.node.get("type").unwrap_or(field.node);
            if field.node.entries().is_some() && field.node.get("type").is_none() {
                self.error("missing-key", field.place, "a field needs a `type`");
            }
            let (data_type, nullable) = self.data_type(type_node);
            if nullable {
                self.error_with_help(
                    "nullable-field",
                    type_node.place,
                    "fields of composite types are always nullable",
                    "leave the `?` out",
                );
            }
            let id = ObjectId::Column(object.name.clone(), field.name.clone());
            self.at(id.clone(), field.place);
            self.names_at(&id, field.node);
            self.rename(|| RenamedObject::Field(object.name.clone(), field.name.clone()), field.node);
            let Some(data_type) = data_type else { continue };
            self.note_type_edge(&object.name, &data_type, type_node.place);
            self.text_at(id, &data_type.text, type_node.content());
            let collation = self.collation(field.node);
            let comment = field.node.text_of("comment");
            composite
                .fields
                .insert(field.name.clone(), CompositeField { data_type: data_type.text, collation, comment });
        }
        self.declared.catalog.composites.insert(object.name.clone(), composite);
    }

    fn domain(&mut self, object: &NamedObject<'a>, below: &'a Node) {
        let (data_type, nullable) = self.data_type(below);
        if nullable {
            self.error_with_help(
                "nullable-domain",
                below.place,
                "a domain takes NULL unless it says otherwise",
                "leave the `?` out; `not_null: true` refuses NULL",
            );
        }
        let Some(data_type) = data_type else { return };
        let id = ObjectId::Type(object.name.clone());
        self.note_type_edge(&object.name, &data_type, below.place);
        self.text_at(id.clone(), &data_type.text, below.content());
        let mut domain = Domain {
            collation: self.collation(object.node),
            not_null: object.node.flag("not_null"),
            comment: object.node.text_of("comment"),
            ..Domain::default()
        };
        if let Some(node) = object.node.get("default") {
            domain.default = self.default(&id, node, &data_type, &[]);
        }
        domain.base_type = data_type.text;
        self.domain_checks(&object.name, object.node, &mut domain);
        self.declared.catalog.domains.insert(object.name.clone(), domain);
    }

    fn domain_checks(&mut self, domain: &QualifiedName, node: &'a Node, into: &mut Domain) {
        for (given, place, check) in self.check_members(node) {
            let unnamed = given.is_none();
            let name = given.unwrap_or_else(|| {
                let free = |name: &str| !into.checks.contains_key(name);
                super::default_name::first_free(&domain.name, None, "check", free)
            });
            let id = ObjectId::Constraint(domain.clone(), name.clone());
            self.at(id.clone(), place);
            if unnamed {
                let renamed = RenamedObject::Constraint(domain.clone(), name.clone());
                self.imply_renames(&renamed, domain, &[], "check", &name);
            }
            if let Some(entry) = check.entry("no_inherit") {
                self.error("wrong-combination", entry.key_place, "a check of a domain has no `no_inherit`");
            }
            if let Some(entry) = check.entry("not_enforced") {
                self.error("wrong-combination", entry.key_place, "a check of a domain has no `not_enforced`");
            }
            self.rename(|| RenamedObject::Constraint(domain.clone(), name.clone()), check);
            let Some(expression) = self.sql(&id, check.get("sql").unwrap_or(check)) else { continue };
            let check =
                DomainCheck { expression, validated: !check.flag("not_valid"), comment: check.text_of("comment") };
            if into.checks.insert(name.clone(), check).is_some() {
                self.error("name-collision", place, format!("the domain has two checks `{name}`"));
            }
        }
    }

    /// Follows domains down to the type below them.
    pub(super) fn below_domains(&mut self, data_type: &DataType) -> DataType {
        let mut current = data_type.clone();
        // A domain over itself has its own finding.
        for _ in 0..32 {
            let Base::Declared(name) = &current.base else { break };
            let Some(object) = self.types.values().find(|object| object.name == *name) else { break };
            let Some(text) = object.node.get("domain").and_then(Node::text) else { break };
            let known = self.findings.len();
            let place = object.place;
            let next = self.resolve(text.trim().trim_end_matches('?').trim_end(), place);
            self.findings.truncate(known);
            match next {
                Some(next) if !current.array => current = next,
                Some(next) if !next.array => {
                    current = DataType { array: true, text: format!("{}[]", next.text), ..next }
                }
                _ => break,
            }
        }
        current
    }
}
