//! Whatever a file looks like, its layout is stable and says the same.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use evenkeel_model::format::format;
use granit_parser::{Event, Parser};
use proptest::prelude::*;

/// What a file says: its nodes with values and quoting, then its comments.
fn meaning(text: &str) -> Option<(Vec<String>, Vec<String>)> {
    let (mut nodes, mut comments) = (Vec::new(), Vec::new());
    for event in Parser::new_from_str(text) {
        match event.ok()? {
            (Event::Comment(_, _), span) => {
                comments.push((span.start.index(), span.slice(text)?.trim_end().to_owned()));
            }
            (Event::MappingStart(_, anchor, _), _) => nodes.push(format!("{{ {anchor}")),
            (Event::SequenceStart(_, anchor, _), _) => nodes.push(format!("[ {anchor}")),
            (Event::DocumentStart(..), _) => {}
            (event, _) => nodes.push(format!("{event:?}")),
        }
    }
    comments.sort();
    Some((nodes, comments.into_iter().map(|(_, text)| text).collect()))
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let formatted = match format(text) {
        Ok(formatted) => formatted,
        Err(error) => return Err(TestCaseError::fail(format!("{error}\n{text}"))),
    };
    let again = format(&formatted).map_err(|error| TestCaseError::fail(format!("{error}\n{formatted}")))?;
    prop_assert_eq!(&again, &formatted, "from\n{}", text);
    prop_assert_eq!(meaning(&text.replace("\r\n", "\n")), meaning(&formatted), "from\n{}\nto\n{}", text, formatted);
    // The line ends are those of the first line.
    let ends = formatted.matches("\r\n").count();
    let is_windows = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    prop_assert_eq!(ends, if is_windows { formatted.matches('\n').count() } else { 0 });
    prop_assert_eq!(ends, formatted.matches('\r').count());
    prop_assert!(formatted.is_empty() || formatted.ends_with('\n'));
    Ok(())
}

/// A file as somebody might have typed it.
#[derive(Clone, Debug)]
enum Value {
    Scalar(String),
    Block(String, Vec<String>),
    Flow(bool, Vec<(Value, Style)>),
    Mapping(Vec<(Style, Value)>),
    Sequence(Vec<(Style, Value)>),
}

/// The accidents around a value.
#[derive(Clone, Debug)]
struct Style {
    blank_lines: usize,
    above: Option<String>,
    behind: Option<String>,
    indent: usize,
    spaces: usize,
}

fn style() -> impl Strategy<Value = Style> {
    let comment = prop::option::weighted(0.2, "[a-z#:'\" ]{0,8}");
    (0..3_usize, comment.clone(), comment, 1..4_usize, 1..4_usize)
        .prop_map(|(blank_lines, above, behind, indent, spaces)| Style { blank_lines, above, behind, indent, spaces })
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z?.()-]{0,12}",
        "[a-z ]{1,30}".prop_map(|text| format!("'{text}'")),
        "[a-z:#{}ä]{0,50}".prop_map(|text| format!("\"{text}\"")),
        Just("null".to_owned()),
        Just("1.10".to_owned()),
        Just("\"a\\n\\\"b\"".to_owned()),
    ]
}

fn flow() -> impl Strategy<Value = Value> {
    scalar().prop_map(Value::Scalar).prop_recursive(3, 16, 4, |inner| {
        (any::<bool>(), prop::collection::vec((inner, style()), 0..5))
            .prop_map(|(mapping, items)| Value::Flow(mapping, items))
    })
}

fn value() -> impl Strategy<Value = Value> {
    let lines =
        prop::collection::vec(prop_oneof![4 => "[a-z#:'-]{1,10}( [a-z]{0,3})?", 1 => Just(String::new())], 1..4);
    let leaf = prop_oneof![
        4 => flow(),
        1 => ("[|>][+-]?", lines).prop_map(|(header, mut lines)| {
            lines[0] = format!("x{}", lines[0]);
            Value::Block(header, lines)
        }),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec((style(), inner.clone()), 1..5).prop_map(Value::Mapping),
            prop::collection::vec((style(), inner), 1..5).prop_map(Value::Sequence),
        ]
    })
}

fn comment(style: &Style) -> String {
    style.behind.as_ref().map(|text| format!("{}#{text}", " ".repeat(style.spaces))).unwrap_or_default()
}

fn flow_text(value: &Value, indent: usize) -> String {
    match value {
        Value::Flow(mapping, items) => {
            let mut text = if *mapping { "{" } else { "[" }.to_owned();
            for (number, (item, style)) in items.iter().enumerate() {
                if *mapping {
                    text.push_str(&format!("{}k{number}:{}", " ".repeat(style.spaces - 1), " ".repeat(style.spaces)));
                }
                text.push_str(&flow_text(item, indent));
                text.push_str(&" ".repeat(style.spaces - 1));
                text.push(',');
                if style.behind.is_some() {
                    text.push_str(&format!("{}\n{}", comment(style), " ".repeat(indent + style.indent)));
                }
            }
            text.push_str(if *mapping { "}" } else { "]" });
            text
        }
        Value::Scalar(text) => text.clone(),
        _ => String::new(),
    }
}

fn type_out(value: &Value, indent: usize, text: &mut String) {
    let (parts, is_mapping) = match value {
        Value::Mapping(parts) => (parts, true),
        Value::Sequence(parts) => (parts, false),
        _ => return,
    };
    for (number, (style, part)) in parts.iter().enumerate() {
        text.push_str(&"\n".repeat(style.blank_lines));
        if let Some(above) = &style.above {
            text.push_str(&format!("{}#{above}\n", " ".repeat(indent)));
        }
        text.push_str(&" ".repeat(indent));
        text.push_str(&if is_mapping { format!("key{number}:") } else { "-".to_owned() });
        let deeper = indent + style.indent;
        match part {
            Value::Scalar(_) | Value::Flow(..) => {
                text.push_str(&" ".repeat(style.spaces));
                text.push_str(&flow_text(part, indent + 1));
                text.push_str(&format!("{}\n", comment(style)));
            }
            Value::Block(header, lines) => {
                text.push_str(&format!(" {header}{}\n", comment(style)));
                for line in lines {
                    let line = if line.is_empty() { String::new() } else { " ".repeat(deeper) + line };
                    text.push_str(&format!("{line}\n"));
                }
            }
            Value::Sequence(_) if is_mapping && style.indent == 1 => {
                text.push_str(&format!("{}\n", comment(style)));
                type_out(part, indent, text);
            }
            _ => {
                text.push_str(&format!("{}\n", comment(style)));
                type_out(part, deeper, text);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_typed_file_keeps_its_meaning(value in value(), windows in any::<bool>()) {
        let mut text = String::new();
        type_out(&value, 0, &mut text);
        let text = if windows { text.replace('\n', "\r\n") } else { text };
        prop_assume!(meaning(&text.replace("\r\n", "\n")).is_some());
        check(&text)?;
    }

    #[test]
    fn any_text_is_laid_out_stably_or_refused(text in "[a-c:#{}\\[\\],'\"|>&*? \n-]{0,40}") {
        if let Ok(formatted) = format(&text) {
            prop_assert_eq!(format(&formatted), Ok(formatted.clone()), "from\n{}", text);
            prop_assert_eq!(meaning(&text), meaning(&formatted), "from\n{}", text);
        }
    }
}
