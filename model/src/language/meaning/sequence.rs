//! Sequences: declared ones, and those behind serial and identity columns.

use std::collections::BTreeSet;

use super::Reader;
use super::names::{NamedColumn, NamedObject, NamedTable};
use crate::declared::{Place, RenamedObject};
use crate::language::data_type::DataType;
use crate::language::yaml::Node;
use crate::name::quote_literal;
use crate::object::{Column, ColumnValue, Identity, Sequence, SequenceOptions};
use crate::{Diagnostic, ObjectId, QualifiedName};

/// A sequence that a column brings with it, and that waits for its name.
#[derive(Clone, Debug)]
pub(super) struct Implied {
    pub(super) table: QualifiedName,
    pub(super) column: String,
    pub(super) place: Place,
    /// The name that was given, with its place.
    pub(super) given: Option<(String, Place)>,
    options: SequenceOptions,
    /// For an identity, whether it is ALWAYS.
    identity: Option<bool>,
}

impl Implied {
    /// The sequence of a serial column.
    pub(super) fn serial(table: &NamedTable<'_>, column: &NamedColumn<'_>, data_type: &DataType) -> Self {
        Self {
            table: table.name.clone(),
            column: column.name.clone(),
            place: column.place,
            given: None,
            options: SequenceOptions::defaults(&data_type.text, 1),
            identity: None,
        }
    }
}

impl<'a> Reader<'a> {
    /// Reads `sequences`.
    pub(super) fn declared_sequences(&mut self) {
        let sequences: Vec<NamedObject<'a>> = self.sequences.values().cloned().collect();
        for object in &sequences {
            let node = object.node;
            self.at(ObjectId::Sequence(object.name.clone()), object.place);
            self.rename(|| RenamedObject::Sequence(object.name.clone()), node);
            let data_type = node.get("type").and_then(Node::text).unwrap_or("bigint");
            let options = self.sequence_options(node, data_type);
            let owned_by = node.get("owned_by").and_then(|owner| {
                let (table, column) = self.table_and_column(owner)?;
                let table = self.tables.get(table)?.name.clone();
                if table.schema != object.name.schema {
                    self.error(
                        "wrong-combination",
                        owner.place,
                        "a sequence lives in the schema of the table that owns it",
                    );
                }
                Some((table, column))
            });
            if let Some(entry) = node.entry("unlogged").filter(|entry| entry.value.boolean() == Some(true)) {
                self.needs(15, entry.key_place, "an unlogged sequence");
            }
            let sequence =
                Sequence { options, owned_by, unlogged: node.flag("unlogged"), comment: node.text_of("comment") };
            self.declared.catalog.sequences.insert(object.name.clone(), sequence);
        }
    }

    /// What a sequence counts: what is said, and PostgreSQL's own choice for the rest.
    fn sequence_options(&mut self, node: &Node, data_type: &str) -> SequenceOptions {
        let number = |key: &str| node.get(key).and_then(Node::integer);
        let increment = number("increment").unwrap_or(1);
        let mut options = SequenceOptions::defaults(data_type, increment);
        let (smallest, greatest) = match data_type {
            "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
            "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        options.min_value = number("min").unwrap_or(options.min_value);
        options.max_value = number("max").unwrap_or(options.max_value);
        options.start = number("start").unwrap_or(if increment < 0 { options.max_value } else { options.min_value });
        options.cache = number("cache").unwrap_or(options.cache);
        options.cycle = node.flag("cycle");
        let range = smallest..=greatest;
        let wrong = if increment == 0 {
            Some(("increment", "a sequence must move: the step cannot be 0".to_owned()))
        } else if !range.contains(&options.min_value) {
            Some(("min", format!("{data_type} holds {smallest} to {greatest}")))
        } else if !range.contains(&options.max_value) {
            Some(("max", format!("{data_type} holds {smallest} to {greatest}")))
        } else if options.min_value >= options.max_value {
            Some((
                if number("max").is_some() { "max" } else { "min" },
                format!("the smallest value {} must be below the greatest, {}", options.min_value, options.max_value),
            ))
        } else if !(options.min_value..=options.max_value).contains(&options.start) {
            Some((
                "start",
                format!(
                    "the first value {} must lie between {} and {}",
                    options.start, options.min_value, options.max_value
                ),
            ))
        } else if options.cache < 1 {
            Some(("cache", "at least one value is taken at once".to_owned()))
        } else {
            None
        };
        if let Some((key, message)) = wrong {
            let place = node.get(key).map_or(node.place, |node| node.place);
            self.error("wrong-sequence", place, message);
        }
        options
    }

    /// Notes the sequence behind `identity`.
    pub(super) fn identity(
        &mut self,
        table: &NamedTable<'a>,
        column: &NamedColumn<'a>,
        node: &Node,
        data_type: &DataType,
        object: &Column,
    ) {
        if !matches!(data_type.text.as_str(), "smallint" | "integer" | "bigint") {
            self.error_with_help(
                "wrong-combination",
                node.place,
                format!("an identity counts in smallint, integer or bigint, and this column is {}", data_type.text),
                "change the type, or take `identity` out",
            );
            return;
        }
        if !object.not_null {
            self.findings.push(
                Diagnostic::error("wrong-combination", node.place, "an identity column is never NULL")
                    .with_help("leave the `?` out"),
            );
        }
        let kind = node.get("kind").unwrap_or(node).text();
        if node.entries().is_some() && node.get("kind").is_none() {
            self.error("missing-key", node.place, "an identity needs its `kind`: always or by_default");
        }
        self.at(ObjectId::ColumnValue(table.name.clone(), column.name.clone()), node.place);
        let given = node.get("sequence").and_then(|name| Some((name.text()?.to_owned(), name.place)));
        if let Some((name, place)) = &given {
            self.check_name(name, *place);
        }
        let options = self.sequence_options(node, &data_type.text);
        self.implied_sequences.push(Implied {
            table: table.name.clone(),
            column: column.name.clone(),
            place: column.place,
            given,
            options,
            identity: Some(kind == Some("always")),
        });
    }

    /// Names the sequences that columns bring, and puts them where they belong. `relations` is what is taken.
    pub(super) fn place_implied_sequences(&mut self, relations: &mut BTreeSet<QualifiedName>) {
        for implied in std::mem::take(&mut self.implied_sequences) {
            let (table, column) = (&implied.table, &implied.column);
            let name = match &implied.given {
                Some((name, _)) => name.clone(),
                None => super::default_name::first_free(&table.name, Some(column), "seq", |name| {
                    !relations.contains(&table.sibling(name))
                }),
            };
            let sequence = table.sibling(name.clone());
            relations.insert(sequence.clone());
            if implied.given.is_none() {
                self.imply_renames(
                    &RenamedObject::Sequence(sequence.clone()),
                    table,
                    std::slice::from_ref(column),
                    "seq",
                    &name,
                );
            }
            let value = match implied.identity {
                Some(always) => ColumnValue::Identity(Identity { always, sequence: name, options: implied.options }),
                None => {
                    let owned_by = Some((table.clone(), column.clone()));
                    let value = format!("nextval({}::regclass)", quote_literal(&sequence.to_string()));
                    self.at(ObjectId::Sequence(sequence.clone()), implied.place);
                    self.at(ObjectId::ColumnValue(table.clone(), column.clone()), implied.place);
                    let object = Sequence { options: implied.options, owned_by, unlogged: false, comment: None };
                    self.declared.catalog.sequences.insert(sequence, object);
                    ColumnValue::Default(value)
                }
            };
            if let Some(object) = self.declared.catalog.table_mut(table).and_then(|table| table.columns.get_mut(column))
            {
                object.value = Some(value);
            }
        }
    }
}
