//! What to write instead of a value that has another shape than it should.

use super::{Key, Shape, validate};
use crate::language::naming::nearest;
use crate::language::yaml::{Kind, Node, parse};

/// How long a corrected value may be that is shown whole.
const LONGEST: usize = 60;

/// Where an example of a value comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Example<'a> {
    /// From nowhere but its shape.
    None,
    /// From the key whose value it is.
    Of(&'static Key),
    /// From the list that it is a member of.
    Member(&'a Example<'a>),
    /// From the mapping in which it has a free key.
    Value(&'a Example<'a>),
}

impl Example<'_> {
    /// Its text.
    fn text(&self, shape: &Shape) -> Option<String> {
        let said = match self {
            Self::None => None,
            Self::Of(key) => key.example.map(str::to_owned),
            _ => self.known(),
        };
        said.or_else(|| shape.example())
    }

    fn known(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Of(key) => self.text(key.shape),
            Self::Member(whole) => first(&whole.known()?, |kind| match kind {
                Kind::List(members) => members.first(),
                _ => None,
            }),
            Self::Value(whole) => first(&whole.known()?, |kind| match kind {
                Kind::Map(entries) => entries.first().map(|entry| &entry.value),
                _ => None,
            }),
        }
    }
}

/// A part of an example, as it stands there.
fn first(text: &str, part: impl Fn(&Kind) -> Option<&Node>) -> Option<String> {
    let node = parse(0, text, &mut Vec::new())?;
    let part = part(&node.kind)?;
    text.get(part.place.start..part.place.end).map(str::to_owned)
}

impl Shape {
    /// An example of it; none of text, which may be anything.
    pub(crate) fn example(&self) -> Option<String> {
        Some(match self {
            Self::Text | Self::Any | Self::Nothing => return None,
            Self::Boolean => "true".to_owned(),
            Self::Integer => "1".to_owned(),
            Self::Word(words) => (*words.first()?).to_owned(),
            Self::List(member) => format!("[{}]", member.example()?),
            Self::Map(value) => format!("{{name: {}}}", value.example()?),
            Self::Object(object) => object.example.to_owned(),
            Self::Either(shapes) => shapes.iter().find_map(Self::example)?,
        })
    }

    /// The shapes of which it is one.
    fn each(&self) -> &[Self] {
        match self {
            Self::Either(shapes) => shapes,
            one => std::slice::from_ref(one),
        }
    }
}

/// What to write instead. `of` says whose value it is, `` `comment` ``.
pub(super) fn advice(node: &Node, shape: &Shape, of: &str, example: &Example<'_>) -> Option<String> {
    let text = node.text();
    if let Some(word) = text.and_then(|text| nearest(text, words_of(shape))) {
        return Some(format!("did you mean `{word}`?"));
    }
    let key = of.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    let written = |value: &str| match key {
        Some(key) => format!("`{key}: {value}`"),
        None => format!("`{value}`"),
    };
    if let Some(value) = unquoted(node, shape) {
        return Some(format!("write it without quotes: {}", written(value)));
    }
    if let Some(value) =
        text.filter(|_| shape.each().iter().any(|shape| matches!(shape, Shape::Boolean))).and_then(truth)
    {
        return Some(format!("write {}", written(value)));
    }
    if let Some(help) = forgotten_colon(node, shape) {
        return Some(help);
    }
    match corrected(node, shape).filter(|value| value.len() <= LONGEST) {
        Some(value) => Some(format!("write {}", written(&value))),
        None => example.text(shape).map(|value| {
            let value = word(node).and_then(|name| with_name(name, &value)).unwrap_or(value);
            format!("as in {}", written(&value))
        }),
    }
}

/// The text of a quoted value that would do without its quotes.
fn unquoted<'n>(node: &'n Node, shape: &Shape) -> Option<&'n str> {
    let Kind::Scalar { text, plain: false, .. } = &node.kind else { return None };
    let takes = |shape: &Shape| match shape {
        Shape::Boolean => matches!(text.as_str(), "true" | "false"),
        Shape::Integer => text.parse::<i64>().is_ok(),
        _ => false,
    };
    shape.each().iter().any(takes).then_some(text)
}

/// What people write where `true` or `false` is meant.
fn truth(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "1" => Some("true"),
        "false" | "no" | "n" | "off" | "0" => Some("false"),
        _ => None,
    }
}

/// The value itself in the shape that it should have, as far as it can be known.
fn corrected(node: &Node, shape: &Shape) -> Option<String> {
    shape.each().iter().find_map(|shape| match (shape, &node.kind) {
        // One where a list of them belongs.
        (Shape::List(member), Kind::Scalar { .. } | Kind::Map(_)) if validate::accepts(node, member) => {
            Some(format!("[{}]", flow(node)?))
        }
        (Shape::Map(value), Kind::List(members)) => {
            let entries: Option<Vec<String>> = members.iter().map(|member| entry(member, value)).collect();
            entries.filter(|entries| !entries.is_empty()).map(|entries| format!("{{{}}}", entries.join(", ")))
        }
        _ => None,
    })
}

/// A member of a list as an entry of a mapping: `- key: value` as it stands. Of a name alone it is not known what it is.
fn entry(member: &Node, value: &Shape) -> Option<String> {
    match member.entries() {
        Some([only]) if validate::accepts(&only.value, value) => Some(format!("{}: {}", only.key, flow(&only.value)?)),
        _ => None,
    }
}

/// An example of a mapping that begins with a name, with this name in its place.
fn with_name(name: &str, example: &str) -> Option<String> {
    let node = parse(0, example, &mut Vec::new())?;
    let first = node.entries()?.first()?;
    word(&first.value)?;
    let (before, after) = (example.get(..first.value.place.start)?, example.get(first.value.place.end..)?);
    Some(format!("{before}{name}{after}"))
}

/// The text of a plain scalar that is one word.
fn word(node: &Node) -> Option<&str> {
    node.plain().filter(|text| text.chars().all(|one| one.is_alphanumeric() || one == '_'))
}

/// A value in one line.
fn flow(node: &Node) -> Option<String> {
    let quoted = |text: &str| serde_json::to_string(text).ok();
    let joined = |parts: Option<Vec<String>>| parts.map(|parts| parts.join(", "));
    match &node.kind {
        Kind::Scalar { text, plain, .. } => {
            let is_simple = |one: char| one.is_alphanumeric() || "_.()? ".contains(one);
            if *plain && text.chars().all(is_simple) { Some(text.clone()) } else { quoted(text) }
        }
        Kind::List(members) => joined(members.iter().map(flow).collect()).map(|inside| format!("[{inside}]")),
        Kind::Map(entries) => {
            let entries = entries.iter().map(|entry| Some(format!("{}: {}", entry.key, flow(&entry.value)?)));
            joined(entries.collect()).map(|inside| format!("{{{inside}}}"))
        }
    }
}

/// What to write where two words stand in place of a mapping, or what looks like a space and is none.
fn forgotten_colon(node: &Node, shape: &Shape) -> Option<String> {
    let takes_mapping = shape.each().iter().any(|shape| matches!(shape, Shape::Map(_) | Shape::Object(_)));
    let text = node.plain().filter(|_| takes_mapping)?;
    if let Some(space) = text.chars().find(|character| character.is_whitespace() && !character.is_ascii()) {
        let number = u32::from(space);
        return Some(format!(
            "the character U+{number:04X} in it looks like a space and is none to YAML: write a space"
        ));
    }
    let mut words = text.split_whitespace();
    let (key, value) = (words.next()?, words.next()?);
    let begins_word = |text: &str| text.starts_with(|one: char| one.is_alphanumeric() || one == '_');
    (begins_word(key) && begins_word(value)).then(|| format!("a key ends with `:`, as in `{key}: {value}`"))
}

/// All words that a shape knows.
fn words_of(shape: &Shape) -> Vec<&'static str> {
    let words = shape.each().iter().filter_map(|shape| match shape {
        Shape::Word(words) => Some(words.to_vec()),
        _ => None,
    });
    words.flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{Object, file};
    use super::*;

    /// What is done with a value: its words, its shape, its example.
    type Check<'a> = &'a mut dyn FnMut(&str, &'static Shape, &str);

    /// Every value of the language, with where its example comes from.
    fn values(object: &'static Object, seen: &mut BTreeSet<&'static str>, check: Check<'_>) {
        if !seen.insert(object.name) {
            return;
        }
        // The shape of an object lives as long as the program does, wherever one is made of it.
        check(object.words, Box::leak(Box::new(Shape::Object(object))), object.example);
        for key in object.keys {
            let of = format!("{} of {}", key.name, object.words);
            let example = Example::Of(key);
            if !matches!(key.shape, Shape::Any) {
                check(&of, key.shape, &example.text(key.shape).unwrap_or_else(|| panic!("{of} has no example")));
            }
            inside(key.shape, &example, &of, seen, check);
        }
    }

    fn inside(
        shape: &'static Shape,
        example: &Example<'_>,
        of: &str,
        seen: &mut BTreeSet<&'static str>,
        check: Check<'_>,
    ) {
        for shape in shape.each() {
            match shape {
                Shape::List(member) | Shape::Map(member) => {
                    let example = match shape {
                        Shape::List(_) => Example::Member(example),
                        _ => Example::Value(example),
                    };
                    // Where one text may stand for a list of it, no member takes anything else.
                    if let Some(text) = example.text(member) {
                        check(&format!("a member of {of}"), member, &text);
                    } else {
                        assert!(matches!(member, Shape::Text), "a member of {of} has no example");
                    }
                    inside(member, &example, of, seen, check);
                }
                Shape::Object(object) => values(object, seen, check),
                _ => {}
            }
        }
    }

    #[test]
    fn every_value_has_an_example_that_it_takes() {
        let mut count = 0;
        values(&file::FILE, &mut BTreeSet::new(), &mut |of, shape, example| {
            let mut findings = Vec::new();
            let node = parse(0, example, &mut findings).unwrap_or_else(|| panic!("{of}: {example}: {findings:?}"));
            validate::validate(&node, shape, of, &Example::None, &mut findings);
            assert!(findings.is_empty(), "{of}: {example}: {findings:?}");
            count += 1;
        });
        assert!(count > 150, "{count}");
    }
}
