//! YAML as schema files have it: the layout of [`crate::format`], written directly.

use crate::format::WIDTH;

/// A value to be written.
#[derive(Clone, Debug)]
pub(super) enum Yaml {
    /// Text, in quotes where a reader could take it for something else.
    Text(String),
    /// Text whose place says that it is text, so that a number needs no quotes: `fillfactor: 70`.
    Loose(String),
    /// Text that is quoted in any case.
    Quoted(String),
    /// A word that is more than text: `true`, `5`, `now()`. It must stand plain.
    Plain(String),
    /// A list, on one line where it fits.
    List(Vec<Yaml>),
    /// A mapping, on one line where it fits.
    Flow(Map),
    /// A mapping with one line or more for each entry.
    Block(Map),
    /// A mapping with an empty line between entries.
    Spaced(Map),
    /// A list with one line or more for each item.
    Items(Vec<Yaml>),
}

/// The entries of a mapping in their order.
pub(super) type Map = Vec<(String, Yaml)>;

impl Yaml {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn yes() -> Self {
        Self::Plain("true".to_owned())
    }

    pub(super) fn number(number: i64) -> Self {
        Self::Plain(number.to_string())
    }

    /// A list of texts.
    pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }
}

/// Writes the entries of a mapping, each from the column `indent` on.
pub(super) fn write_map(entries: &[(String, Yaml)], indent: usize, spaced: bool, out: &mut String) {
    for (number, (key, value)) in entries.iter().enumerate() {
        if spaced && number > 0 {
            out.push('\n');
        }
        let prefix = format!("{}:", block_key(key));
        push_indent(indent, out);
        out.push_str(&prefix);
        write_value(value, indent, indent + prefix.chars().count() + 1, out);
    }
}

fn push_indent(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Writes a value behind a key: on the same line where it fits, from `column` on, else as a block below.
fn write_value(value: &Yaml, indent: usize, column: usize, out: &mut String) {
    if let Some(text) = literal_text(value) {
        write_literal(text, indent, out);
        return;
    }
    match inline(value, false) {
        Some(text) if is_scalar(value) || column + text.chars().count() <= WIDTH => {
            out.push(' ');
            out.push_str(&text);
            out.push('\n');
        }
        _ => {
            out.push('\n');
            write_block(value, indent + 2, out);
        }
    }
}

fn write_block(value: &Yaml, indent: usize, out: &mut String) {
    match value {
        Yaml::Flow(entries) | Yaml::Block(entries) => write_map(entries, indent, false, out),
        Yaml::Spaced(entries) => write_map(entries, indent, true, out),
        Yaml::List(items) | Yaml::Items(items) => {
            for item in items {
                write_item(item, indent, out);
            }
        }
        _ => {}
    }
}

fn write_item(item: &Yaml, indent: usize, out: &mut String) {
    push_indent(indent, out);
    out.push('-');
    if let Some(text) = literal_text(item) {
        write_literal(text, indent, out);
        return;
    }
    match inline(item, false) {
        Some(text) if is_scalar(item) || indent + 2 + text.chars().count() <= WIDTH => {
            out.push(' ');
            out.push_str(&text);
            out.push('\n');
        }
        _ => {
            let mut block = String::new();
            write_block(item, indent + 2, &mut block);
            out.push(' ');
            out.push_str(block.trim_start_matches(' '));
        }
    }
}

fn is_scalar(value: &Yaml) -> bool {
    matches!(value, Yaml::Text(_) | Yaml::Loose(_) | Yaml::Quoted(_) | Yaml::Plain(_))
}

/// The value on one line, if it can stand on one.
fn inline(value: &Yaml, in_flow: bool) -> Option<String> {
    match value {
        Yaml::List(items) => {
            let items = items.iter().map(|item| inline(item, true)).collect::<Option<Vec<_>>>()?;
            Some(format!("[{}]", items.join(", ")))
        }
        Yaml::Flow(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| Some(format!("{}: {}", scalar(&Yaml::text(key), true), inline(value, true)?)));
            Some(format!("{{{}}}", entries.collect::<Option<Vec<_>>>()?.join(", ")))
        }
        Yaml::Block(entries) | Yaml::Spaced(entries) => entries.is_empty().then(|| "{}".to_owned()),
        Yaml::Items(items) => items.is_empty().then(|| "[]".to_owned()),
        _ if literal_text(value).is_some() => None,
        _ => Some(scalar(value, in_flow)),
    }
}

/// The text of a value that is best written as a literal block: several lines without anything that such a block could
/// not hold or would hide.
fn literal_text(value: &Yaml) -> Option<&str> {
    let (Yaml::Text(text) | Yaml::Loose(text)) = value else { return None };
    let body = text.strip_suffix('\n').unwrap_or(text);
    let fits = body.contains('\n')
        && !body.starts_with([' ', '\t', '\n'])
        && !body.ends_with('\n')
        && body.split('\n').all(|line| !line.ends_with([' ', '\t']))
        && body.chars().all(|character| character == '\n' || is_visible(character));
    fits.then_some(text)
}

fn write_literal(text: &str, indent: usize, out: &mut String) {
    out.push_str(if text.ends_with('\n') { " |\n" } else { " |-\n" });
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            push_indent(indent + 2, out);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// A scalar on one line.
fn scalar(value: &Yaml, in_flow: bool) -> String {
    match value {
        Yaml::Plain(text) => text.clone(),
        Yaml::Text(text) if is_plain(text, in_flow) && !has_a_type(text) => text.clone(),
        Yaml::Loose(text) if is_plain(text, in_flow) && !is_null(text) => text.clone(),
        Yaml::Text(text) | Yaml::Loose(text) | Yaml::Quoted(text) => quoted(text),
        _ => String::new(),
    }
}

/// A key of a block. A bracket in one stands in quotes: without them it looks like a value before which the `:` was
/// forgotten, and the reader says so.
fn block_key(key: &str) -> String {
    match key.contains(['{', '[']) {
        true => quoted(key),
        false => scalar(&Yaml::text(key), false),
    }
}

/// Whether a character can stand in any scalar as it is, in one that is not quoted too.
fn is_visible(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text can stand without quotes and be read back as the same text.
pub(super) fn is_plain(text: &str, in_flow: bool) -> bool {
    let first_fits = text.chars().next().is_some_and(|first| !"-?:,[]{}#&*!|>'\"%@`=~".contains(first));
    let in_flow_fits = !in_flow || !text.contains([',', '[', ']', '{', '}']);
    let tail_fits =
        !text.ends_with(':') && !text.ends_with(char::is_whitespace) && !text.starts_with(char::is_whitespace);
    first_fits
        && in_flow_fits
        && tail_fits
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("...")
        && text != "<<"
        && text.chars().all(|character| is_visible(character) && (character == ' ' || !character.is_whitespace()))
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Whether a reader of YAML could take a plain text for a null, a truth value or a number.
pub(super) fn has_a_type(text: &str) -> bool {
    let word = matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off");
    let numeric = text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.'))
        && text.chars().all(|next| next.is_ascii_alphanumeric() || matches!(next, '+' | '-' | '.' | '_' | ':'));
    is_null(text) || word || numeric
}

/// Text in quotes: double ones unless the text has such itself and nothing that only they can hold.
fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && text.chars().all(is_visible) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut written = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            '\r' => written.push_str("\\r"),
            character if is_visible(character) => written.push(character),
            character => written.push_str(&format!("\\u{:04x}", u32::from(character))),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use granit_parser::{Event, Parser};
    use proptest::prelude::*;

    use super::*;

    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[ \\n\\t:#,'\"\\\\\\[\\]{}a-c@*&!|>%-]{0,12}",
            "[a-z]{1,4}(\\n[ a-z#:]{0,4}){0,4}\\n?",
            prop::sample::select(vec![
                "",
                "~",
                "null",
                "Null",
                "true",
                "yes",
                "NO",
                "on",
                "1e3",
                "0x1F",
                "0o7",
                ".inf",
                ".nan",
                "1_000",
                "12:30",
                "<<",
                "=",
                "---",
                "...",
                "- a",
                "? b",
                ": c",
                "a: b",
                "a #b",
                "a:",
                "@a",
                "`a`",
                "%a",
                "\u{85}",
                "\u{2028}",
                "\u{feff}",
                "\u{7f}",
                "\u{1f600}",
                "a\u{a0}",
                "\r\n",
                "a\rb",
                " a",
                "a ",
                "\n",
                "\n\n",
                "a\n\n",
                "'",
                "\"",
            ])
            .prop_map(str::to_owned),
        ]
    }

    fn scalars(text: &str) -> Vec<String> {
        let events =
            Parser::new_from_str(text).collect::<Result<Vec<_>, _>>().unwrap_or_else(|error| panic!("{error}\n{text}"));
        let scalars = events.into_iter().filter_map(|(event, _)| match event {
            Event::Scalar(text, ..) => Some(text.into_owned()),
            _ => None,
        });
        scalars.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_comes_back(texts in prop::collection::vec(any_text(), 1..6), key in any_text(), long in any::<bool>()) {
            let filler = if long { "x".repeat(WIDTH) } else { "x".to_owned() };
            let entries: Map = texts
                .iter()
                .map(|text| {
                    let inner = vec![("k".to_owned(), Yaml::text(text)), (key.clone(), Yaml::Loose(text.clone()))];
                    let list = vec![Yaml::Quoted(text.clone()), Yaml::text(text), Yaml::text(&filler), Yaml::Flow(inner.clone())];
                    ("e".to_owned(), Yaml::Flow(vec![
                        (key.clone(), Yaml::text(text)),
                        ("flow".to_owned(), Yaml::Flow(inner)),
                        ("list".to_owned(), Yaml::List(list)),
                    ]))
                })
                .collect();
            let mut written = String::new();
            write_map(&entries, 0, false, &mut written);
            let expected: Vec<String> = texts
                .iter()
                .flat_map(|text| {
                    let text = text.as_str();
                    ["e", &key, text, "flow", "k", text, &key, text, "list", text, text, &filler, "k", text, &key, text]
                        .map(str::to_owned)
                })
                .collect();
            prop_assert_eq!(scalars(&written), expected, "{}", written);
            prop_assert_eq!(crate::format::format(&written), Ok(written.clone()), "{}", written);
        }
    }
}
