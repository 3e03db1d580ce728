//! Defaults.

use serde_json::Value;

use super::Reader;
use crate::language::data_type::{Base, DataType, is_text};
use crate::language::literal;
use crate::language::naming::nearest;
use crate::language::quotes;
use crate::language::yaml::{Kind, Node};
use crate::{Diagnostic, ObjectId};

impl Reader<'_> {
    /// The default in a node, as SQL: a constant of the type, or an expression. `values` are those the application
    /// allows, none where it allows all. `None` too where there is none: `default: null`.
    pub(super) fn default(
        &mut self,
        id: &ObjectId,
        node: &Node,
        data_type: &DataType,
        values: &[String],
    ) -> Option<String> {
        if let Some([entry]) = node.entries() {
            match entry.key.as_str() {
                "sql" => return self.sql(id, &entry.value),
                "value" => return self.constant(id, &entry.value, data_type, values),
                _ => {}
            }
        }
        if node.plain().is_some_and(is_call) {
            return self.sql(id, node);
        }
        self.constant(id, node, data_type, values)
    }

    fn constant(&mut self, id: &ObjectId, node: &Node, data_type: &DataType, values: &[String]) -> Option<String> {
        if node.is_null() {
            // No default is the default NULL.
            return None;
        }
        let below = self.below_domains(data_type);
        match self.constant_sql(node, &below, values) {
            Ok(text) => {
                if let Some(inside) = node.plain().and_then(quotes::inside) {
                    let message = format!("the quotes of {} are part of the text", node.words());
                    let help = format!("write `'{}'`, or put quotes around it all", inside.replace('\'', "''"));
                    self.findings.push(Diagnostic::warning("typographic-quotes", node.place, message).with_help(help));
                }
                self.text_at(id.clone(), &text, node.content());
                Some(text)
            }
            Err(reason) => {
                let node = reason.member.as_deref().unwrap_or(node);
                let what = node.words();
                let mut finding = Diagnostic::error(
                    "wrong-default",
                    node.place,
                    format!("the type {} does not take {what}: {}", data_type.text, reason.message),
                );
                finding.help = reason.help.or_else(|| {
                    let text = node.plain()?;
                    if let Some(inside) = quotes::inside(text) {
                        return Some(format!("its quotes are part of it: write `{inside}`"));
                    }
                    let keyword = matches!(
                        text.to_lowercase().as_str(),
                        "current_timestamp"
                            | "current_date"
                            | "current_time"
                            | "localtime"
                            | "localtimestamp"
                            | "current_user"
                            | "session_user"
                    );
                    let expression = keyword || text.contains(['(', '|', '+', '*', ':']);
                    expression.then(|| format!("an expression is written {{sql: \"{text}\"}}"))
                });
                self.findings.push(finding);
                None
            }
        }
    }

    fn constant_sql(&self, node: &Node, data_type: &DataType, values: &[String]) -> Result<String, Refusal> {
        let cast = data_type.cast_name();
        if let Base::Builtin(builtin @ ("json" | "jsonb")) = data_type.base
            && !data_type.array
            && node.text().is_none()
        {
            let value = to_json(node).map_err(Refusal::new)?;
            return literal::sql(builtin, &[], &cast, &literal::jsonb(&value)).map_err(Refusal::new);
        }
        if data_type.array {
            if node.list().is_some() {
                let text = self.array(node, data_type, values)?;
                return Ok(format!("{}::{cast}", literal::string(&text)));
            }
            return match node.text() {
                Some(text) if text.trim_start().starts_with(['{', '[']) => {
                    Ok(format!("{}::{cast}", literal::string(text)))
                }
                _ => Err(Refusal::with_help("it is no array", "an array is a list: [a, b]")),
            };
        }
        let Some(text) = node.text() else {
            return Err(Refusal::new("it is no scalar"));
        };
        self.scalar(text, data_type, values)
    }

    /// A constant of a type that is no array.
    fn scalar(&self, text: &str, data_type: &DataType, values: &[String]) -> Result<String, Refusal> {
        if !values.is_empty() && !values.iter().any(|value| value == text) {
            return Err(Refusal {
                message: "it is none of the column's `values`".to_owned(),
                help: did_you_mean(text, values),
                member: None,
            });
        }
        let cast = data_type.cast_name();
        match &data_type.base {
            Base::Builtin(builtin) => literal::sql(builtin, &data_type.modifiers, &cast, text).map_err(|message| {
                let help = is_text(builtin).then(|| "shorten it, or make the type longer".to_owned());
                Refusal { message, help, member: None }
            }),
            Base::Declared(name) => {
                if let Some(known) = self.declared.catalog.enums.get(name)
                    && !known.labels.is_empty()
                    && !known.labels.iter().any(|label| label == text)
                {
                    return Err(Refusal {
                        message: "it is none of the type's labels".to_owned(),
                        help: did_you_mean(text, &known.labels)
                            .or_else(|| Some(format!("the labels are {}", known.labels.join(", ")))),
                        member: None,
                    });
                }
                Ok(format!("{}::{cast}", literal::string(text)))
            }
            Base::Row(_) | Base::Foreign => Ok(format!("{}::{cast}", literal::string(text))),
        }
    }

    /// A list as the text of an array.
    fn array(&self, node: &Node, data_type: &DataType, values: &[String]) -> Result<String, Refusal> {
        let element = DataType {
            array: false,
            text: data_type.text.strip_suffix("[]").unwrap_or(&data_type.text).to_owned(),
            ..data_type.clone()
        };
        let mut members = Vec::new();
        for member in node.list().unwrap_or_default() {
            members.push(match &member.kind {
                Kind::List(_) => self.array(member, data_type, values)?,
                _ if member.is_null() => "NULL".to_owned(),
                Kind::Map(_) if matches!(data_type.base, Base::Builtin("json" | "jsonb")) => {
                    literal::array_member(&literal::jsonb(&to_json(member).map_err(Refusal::new)?))
                }
                Kind::Map(_) => {
                    return Err(Refusal { member: Some(Box::new(member.clone())), ..Refusal::new("it is no scalar") });
                }
                Kind::Scalar { text, .. } => {
                    self.scalar(text, &element, values)
                        .map_err(|reason| Refusal { member: Some(Box::new(member.clone())), ..reason })?;
                    literal::array_member(text)
                }
            });
        }
        Ok(format!("{{{}}}", members.join(",")))
    }
}

/// Why a type does not take a value, and what to write instead.
struct Refusal {
    message: String,
    help: Option<String>,
    /// The member of a list that it is about.
    member: Option<Box<Node>>,
}

impl Refusal {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, member: None }
    }

    fn with_help(message: &str, help: &str) -> Self {
        Self { help: Some(help.to_owned()), ..Self::new(message) }
    }
}

fn did_you_mean(text: &str, known: &[String]) -> Option<String> {
    nearest(text, known.iter().map(String::as_str)).map(|word| format!("did you mean `{word}`?"))
}

/// Whether a plain scalar is `name(...)`: a name, perhaps with its schema, and parentheses that close at its end.
fn is_call(text: &str) -> bool {
    let Some((name, rest)) = text.split_once('(') else { return false };
    let identifier = |name: &str| {
        name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && name.chars().all(|next| next.is_alphanumeric() || next == '_' || next == '$')
    };
    let mut depth = 1_i32;
    let mut closed_at = None;
    for (position, character) in rest.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            closed_at = Some(position + 1);
            break;
        }
    }
    name.split('.').all(identifier) && closed_at == Some(rest.len())
}

/// YAML as JSON: plain scalars that are numbers, truth values or null in JSON are those, everything else is text.
fn to_json(node: &Node) -> Result<Value, String> {
    Ok(match &node.kind {
        _ if node.is_null() => Value::Null,
        Kind::List(members) => Value::Array(members.iter().map(to_json).collect::<Result<_, _>>()?),
        Kind::Map(entries) => Value::Object(
            entries
                .iter()
                .map(|entry| Ok((entry.key.clone(), to_json(&entry.value)?)))
                .collect::<Result<_, String>>()?,
        ),
        Kind::Scalar { text, plain, .. } => match (plain, serde_json::from_str::<Value>(text)) {
            (true, Ok(value @ (Value::Bool(_) | Value::Number(_)))) => {
                if value.is_f64() {
                    return Err(format!("write JSON with the number {text} in quotes, so that it keeps its digits"));
                }
                value
            }
            _ => Value::String(text.clone()),
        },
    })
}
