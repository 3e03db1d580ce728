//! Parts of indexes and exclusion constraints.

use std::collections::BTreeMap;

use super::Reader;
use super::expression_name::column_name;
use super::names::NamedTable;
use crate::declared::Place;
use crate::language::yaml::Node;
use crate::object::{IndexElement, IndexKey, OperatorClass};

impl<'a> Reader<'a> {
    /// Reads a part; `parts` takes what it gives to a default name, `texts` its SQL.
    pub(super) fn element(
        &mut self,
        table: &NamedTable<'a>,
        node: &Node,
        parts: &mut Vec<String>,
        texts: &mut Vec<(String, Place)>,
    ) -> Option<IndexElement> {
        let key = match (node.get("column"), node.get("expression")) {
            (Some(_), Some(second)) => {
                self.error("wrong-combination", second.place, "a part is a column or an expression, not both");
                return None;
            }
            (Some(column), None) => IndexKey::Column(self.column(table.key, column.text()?, column.place)?),
            (None, Some(expression)) => {
                let (text, place) = self.expression(expression)?;
                texts.push((text.clone(), place));
                IndexKey::Expression(text)
            }
            (None, None) if node.entries().is_some() => {
                self.error("missing-key", node.place, "a part needs `column` or `expression`");
                return None;
            }
            (None, None) => IndexKey::Column(self.column(table.key, node.text()?, node.place)?),
        };
        let part = match &key {
            IndexKey::Column(name) => name.clone(),
            IndexKey::Expression(text) => column_name(text).unwrap_or_else(|| "expr".to_owned()),
        };
        parts.push(distinct(part, parts));
        let descending = node.get("order").and_then(Node::text) == Some("desc");
        let nulls_first = match node.get("nulls").and_then(Node::text) {
            Some(word) => word == "first",
            None => descending,
        };
        let operator_class = node.get("operator_class").and_then(|class| {
            let name = class.get("name").unwrap_or(class);
            if class.entries().is_some() && class.get("name").is_none() {
                self.error("missing-key", class.place, "an operator class needs its `name`");
            }
            let options: BTreeMap<String, String> = self.parameters(class.get("with"));
            Some(OperatorClass { name: self.in_known_schema(name.text()?), options })
        });
        Some(IndexElement { key, collation: self.collation(node), operator_class, descending, nulls_first })
    }
}

/// A part of a name that the others do not have: numbered like PostgreSQL does (`ChooseIndexColumnNames`).
fn distinct(part: String, known: &[String]) -> String {
    let mut number = 0_u32;
    let mut name = part.clone();
    while known.contains(&name) {
        number += 1;
        let digits = number.to_string();
        name = format!("{}{digits}", crate::name::clip(&part, crate::name::MAX_IDENTIFIER_BYTES - digits.len()));
    }
    name
}
