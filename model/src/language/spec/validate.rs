//! Does a tree have the shape it should?

use super::advice::{Example, advice};
use super::{Object, Shape};
use crate::Diagnostic;
use crate::language::naming::nearest;
use crate::language::yaml::Node;

/// Checks a value and all that is in it. `of` says whose value it is: `` `comment` ``; `example`, where one of it comes from.
pub(crate) fn validate(
    node: &Node,
    shape: &'static Shape,
    of: &str,
    example: &Example<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    match shape {
        Shape::Any => {}
        Shape::List(member) => match node.list() {
            Some(members) => {
                let example = Example::Member(example);
                for node in members {
                    validate(node, member, &format!("a member of {of}"), &example, findings);
                }
            }
            None => wrong_kind(node, shape, of, example, findings),
        },
        Shape::Map(value) => match node.entries() {
            Some(entries) => {
                let example = Example::Value(example);
                for entry in entries {
                    validate(&entry.value, value, &format!("`{}`", entry.key), &example, findings);
                }
            }
            None => wrong_kind(node, shape, of, example, findings),
        },
        Shape::Object(object) => match node.entries() {
            Some(_) => validate_object(node, object, findings),
            None => wrong_kind(node, shape, of, example, findings),
        },
        Shape::Either(shapes) => match choose(node, shapes) {
            Some(chosen) => validate(node, chosen, of, example, findings),
            None => wrong_kind(node, shape, of, example, findings),
        },
        scalar => {
            if !accepts(node, scalar) {
                wrong_kind(node, shape, of, example, findings);
            }
        }
    }
}

fn validate_object(node: &Node, object: &'static Object, findings: &mut Vec<Diagnostic>) {
    for entry in node.entries().unwrap_or_default() {
        if let Some(key) = object.keys.iter().find(|key| key.name == entry.key) {
            validate(&entry.value, key.shape, &format!("`{}`", entry.key), &Example::Of(key), findings);
        } else if object.later.contains(&entry.key.as_str()) {
            findings.push(
                Diagnostic::error("not-supported", entry.key_place, format!("`{}` is not supported yet", entry.key))
                    .with_help("objects of this kind that exist in the database are left alone; take the key out"),
            );
        } else if !(entry.key.starts_with("x-") && object.name == "file") {
            let finding = Diagnostic::error(
                "unknown-key",
                entry.key_place,
                format!("{} has no key `{}`", object.words, entry.key),
            );
            let known = object.keys.iter().map(|key| key.name);
            findings.push(match nearest(&entry.key, known.clone()) {
                None if entry.value.is_null() => finding.with_help(
                    "if it belongs to the value before it, that needs quotes: inside `{}` a comma ends a value",
                ),
                Some(word) => finding.with_help(format!("did you mean `{word}`?")),
                None => finding.with_help(format!("it has {}", known.collect::<Vec<_>>().join(", "))),
            });
        }
    }
}

/// The alternative that takes a value.
fn choose(node: &Node, shapes: &'static [Shape]) -> Option<&'static Shape> {
    shapes.iter().find(|shape| accepts(node, shape))
}

/// Whether a value is of a shape, without looking inside.
pub(super) fn accepts(node: &Node, shape: &Shape) -> bool {
    match shape {
        Shape::Text => node.text().is_some(),
        Shape::Boolean => node.boolean().is_some(),
        Shape::Integer => node.integer().is_some(),
        Shape::Word(words) => node.text().is_some_and(|text| words.contains(&text)),
        Shape::Nothing => node.is_null(),
        Shape::Any => true,
        Shape::List(_) => node.list().is_some(),
        Shape::Map(_) | Shape::Object(_) => node.entries().is_some(),
        Shape::Either(shapes) => shapes.iter().any(|shape| accepts(node, shape)),
    }
}

fn wrong_kind(node: &Node, shape: &Shape, of: &str, example: &Example<'_>, findings: &mut Vec<Diagnostic>) {
    let message = match shape {
        // What it is need not be said twice.
        Shape::Object(object) if object.words == of => format!("{of} is a mapping, and this is {}", node.words()),
        _ => format!("{of} takes {}, and this is {}", shape.words(), node.words()),
    };
    let tables = match shape {
        Shape::Object(object) => object.keys.iter().map(|key| key.name).find(|key| *key == "tables"),
        _ => None,
    };
    let help = match tables {
        Some(key) => Some(format!("begin with one of its keys, `{key}:` say, in a line of its own")),
        None => advice(node, shape, of, example),
    };
    findings.push(Diagnostic { help, ..Diagnostic::error("wrong-kind", node.place, message) });
}
