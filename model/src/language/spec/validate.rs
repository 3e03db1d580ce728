//! Does a tree have the shape it should?

use super::{Object, Shape};
use crate::Diagnostic;
use crate::language::naming::nearest;
use crate::language::yaml::Node;

/// Checks a value and all that is in it. `of` says whose value it is: `` `comment` ``.
pub(crate) fn validate(node: &Node, shape: &Shape, of: &str, findings: &mut Vec<Diagnostic>) {
    match shape {
        Shape::Any => {}
        Shape::List(member) => match node.list() {
            Some(members) => {
                members.iter().for_each(|node| validate(node, member, &format!("a member of {of}"), findings))
            }
            None => wrong_kind(node, shape, of, findings),
        },
        Shape::Map(value) => match node.entries() {
            Some(entries) => {
                for entry in entries {
                    validate(&entry.value, value, &format!("`{}`", entry.key), findings);
                }
            }
            None => wrong_kind(node, shape, of, findings),
        },
        Shape::Object(object) => match node.entries() {
            Some(_) => validate_object(node, object, findings),
            None => wrong_kind(node, shape, of, findings),
        },
        Shape::Either(shapes) => match choose(node, shapes) {
            Some(chosen) => validate(node, chosen, of, findings),
            None => wrong_kind(node, shape, of, findings),
        },
        scalar => {
            if !accepts(node, scalar) {
                wrong_kind(node, shape, of, findings);
            }
        }
    }
}

fn validate_object(node: &Node, object: &Object, findings: &mut Vec<Diagnostic>) {
    for entry in node.entries().unwrap_or_default() {
        if let Some(key) = object.keys.iter().find(|key| key.name == entry.key) {
            validate(&entry.value, key.shape, &format!("`{}`", entry.key), findings);
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
fn choose<'a>(node: &Node, shapes: &'a [Shape]) -> Option<&'a Shape> {
    shapes.iter().find(|shape| accepts(node, shape))
}

/// Whether a value is of a shape, without looking inside.
fn accepts(node: &Node, shape: &Shape) -> bool {
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

fn wrong_kind(node: &Node, shape: &Shape, of: &str, findings: &mut Vec<Diagnostic>) {
    let message = match shape {
        // What it is need not be said twice.
        Shape::Object(object) if object.words == of => format!("{of} is a mapping, and this is {}", node.words()),
        _ => format!("{of} takes {}, and this is {}", shape.words(), node.words()),
    };
    let finding = Diagnostic::error("wrong-kind", node.place, message);
    let finding = match shape {
        Shape::Object(object) => match object.keys.iter().map(|key| key.name).find(|key| *key == "tables") {
            Some(key) => finding.with_help(format!("begin with one of its keys, `{key}:` say, in a line of its own")),
            None => finding,
        },
        _ => finding,
    };
    let words: Vec<&str> = words_of(shape);
    findings.push(match node.text().and_then(|text| nearest(text, words)) {
        Some(word) => finding.with_help(format!("did you mean `{word}`?")),
        None => match forgotten_colon(node, shape).filter(|_| finding.help.is_none()) {
            Some(help) => finding.with_help(help),
            None => finding,
        },
    });
}

/// What to write where two words stand in place of a mapping, or what looks like a space and is none.
fn forgotten_colon(node: &Node, shape: &Shape) -> Option<String> {
    let is_mapping = |shape: &Shape| matches!(shape, Shape::Map(_) | Shape::Object(_));
    let takes_mapping = match shape {
        Shape::Either(shapes) => shapes.iter().any(is_mapping),
        other => is_mapping(other),
    };
    let text = node.plain().filter(|_| takes_mapping)?;
    if let Some(space) = text.chars().find(|character| character.is_whitespace() && !character.is_ascii()) {
        let number = u32::from(space);
        return Some(format!(
            "the character U+{number:04X} in it looks like a space and is none to YAML: write a space"
        ));
    }
    let mut words = text.split_whitespace();
    let (key, value) = (words.next()?, words.next()?);
    Some(format!("a key ends with `:`, as in `{key}: {value}`"))
}

/// All words that a shape knows.
fn words_of(shape: &Shape) -> Vec<&'static str> {
    match shape {
        Shape::Word(words) => words.to_vec(),
        Shape::Either(shapes) => shapes.iter().flat_map(words_of).collect(),
        _ => Vec::new(),
    }
}
