//! From text to tree.

use std::collections::BTreeMap;

use evenkeel_lexer::{MERGE_HELP, MERGE_MESSAGE, merge_marks};
use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};

use super::broken::Broken;
use super::{Entry, Kind, Node};
use crate::Diagnostic;
use crate::declared::Place;

/// How many values aliases may bring into a tree: a schema needs few, and a file of a kilobyte could bring billions.
const MAX_ALIASED: usize = 100_000;

/// Reads the one document of a file. Where the YAML is broken the tree is `None` and a finding says why; duplicate keys
/// and forgotten quotes are findings too, and the tree holds what was most likely meant.
pub(crate) fn parse(file: usize, text: &str, findings: &mut Vec<Diagnostic>) -> Option<Node> {
    if let Some(mark) = merge_marks(text).next() {
        let place = Place { file, start: mark.start, end: mark.end };
        findings.push(Diagnostic::error("merge-conflict", place, MERGE_MESSAGE).with_help(MERGE_HELP));
        return None;
    }
    let mut builder = Builder {
        file,
        source: text,
        findings,
        open: Vec::new(),
        document: None,
        anchors: BTreeMap::new(),
        aliased: 0,
        halted: false,
    };
    for next in Parser::new_from_str(text) {
        match next {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                let open = builder.open.iter().rev().find(|open| open.flow).map(|open| open.start);
                builder.findings.push(Broken { file, source: text, open }.finding(&error));
                return None;
            }
        }
        if builder.halted {
            return None;
        }
    }
    Some(builder.document.unwrap_or_else(|| {
        let place = Place { file, start: 0, end: 0 };
        Node { kind: Kind::Map(Vec::new()), place }
    }))
}

/// A list or mapping that has not ended yet.
struct Open {
    start: usize,
    anchor: usize,
    flow: bool,
    collection: Collection,
}

enum Collection {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<(String, Place)> },
}

struct Builder<'a> {
    file: usize,
    source: &'a str,
    findings: &'a mut Vec<Diagnostic>,
    open: Vec<Open>,
    document: Option<Node>,
    anchors: BTreeMap<usize, Node>,
    aliased: usize,
    halted: bool,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        let place = self.place(span);
        match event {
            Event::DocumentStart(..) if self.document.is_some() => {
                self.error(
                    "several-documents",
                    place,
                    "a schema file holds one YAML document, and here a second starts",
                );
                self.halted = true;
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                if text.contains('\0') {
                    self.error("nul", place, "the character NUL, which no text of PostgreSQL can hold");
                }
                let content = self.content(style, place);
                self.finish(Node { kind: Kind::Scalar { text: text.into_owned(), plain, content }, place }, anchor);
            }
            Event::SequenceStart(style, anchor, _) => {
                self.start(place, anchor, style, Collection::List(Vec::new()));
            }
            Event::MappingStart(style, anchor, _) => {
                self.start(place, anchor, style, Collection::Map { entries: Vec::new(), key: None });
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(place),
            Event::Alias(anchor) => self.alias(anchor, place),
            _ => {}
        }
    }

    fn start(&mut self, place: Place, anchor: usize, style: StructureStyle, collection: Collection) {
        self.open.push(Open { start: place.start, anchor, flow: style == StructureStyle::Flow, collection });
    }

    fn end(&mut self, place: Place) {
        let Some(open) = self.open.pop() else { return };
        let kind = match open.collection {
            Collection::List(mut members) => {
                if open.flow {
                    self.rejoin_members(&mut members);
                }
                Kind::List(members)
            }
            Collection::Map { mut entries, .. } => {
                if open.flow {
                    self.rejoin_entries(&mut entries);
                } else {
                    let forgotten =
                        Broken { file: self.file, source: self.source, open: None }.without_colons(&entries);
                    self.halted |= !forgotten.is_empty();
                    self.findings.extend(forgotten);
                }
                self.refuse_duplicates(&mut entries);
                self.merge(&mut entries);
                Kind::Map(entries)
            }
        };
        // A block ends where the next token starts: what it covers ends with its last value.
        let end = if open.flow { place.end } else { self.end_of(&kind).unwrap_or(place.end) };
        let place = Place { file: self.file, start: open.start, end: end.max(open.start) };
        self.finish(Node { kind, place }, open.anchor);
    }

    fn end_of(&self, kind: &Kind) -> Option<usize> {
        match kind {
            Kind::List(members) => members.iter().map(|member| member.place.end).max(),
            Kind::Map(entries) => entries.iter().map(|entry| entry.value.place.end.max(entry.key_place.end)).max(),
            Kind::Scalar { .. } => None,
        }
    }

    /// Puts a finished value where it belongs.
    fn finish(&mut self, node: Node, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.document = Some(node);
            return;
        };
        match &mut open.collection {
            Collection::List(members) => members.push(node),
            Collection::Map { entries, key } => match key.take() {
                Some((key, key_place)) => entries.push(Entry { key, key_place, value: node }),
                None => match node.kind {
                    Kind::Scalar { text, .. } => *key = Some((text, node.place)),
                    _ => {
                        self.findings.push(Diagnostic::error("key-not-text", node.place, "a key must be text"));
                        *key = Some((String::new(), node.place));
                    }
                },
            },
        }
    }

    fn alias(&mut self, anchor: usize, place: Place) {
        let Some(node) = self.anchors.get(&anchor).cloned() else {
            self.error("alias-inside-itself", place, "this alias stands inside what it repeats");
            self.halted = true;
            return;
        };
        self.aliased += count(&node);
        if self.aliased > MAX_ALIASED {
            self.error(
                "aliases-too-large",
                place,
                format!("the aliases of this file repeat over {MAX_ALIASED} values"),
            );
            self.halted = true;
            return;
        }
        self.finish(node, 0);
    }

    /// The first of equal keys stays; the others are findings.
    fn refuse_duplicates(&mut self, entries: &mut Vec<Entry>) {
        let mut seen: BTreeMap<String, Place> = BTreeMap::new();
        let findings = &mut *self.findings;
        entries.retain(|entry| {
            let Some(first) = seen.get(&entry.key) else {
                seen.insert(entry.key.clone(), entry.key_place);
                return true;
            };
            findings.push(
                Diagnostic::error(
                    "duplicate-key",
                    entry.key_place,
                    format!("the key `{}` stands here twice", entry.key),
                )
                .with_label("the second")
                .with_related(*first, "the first")
                .with_help("keep one of them"),
            );
            false
        });
    }

    /// Takes in what a merge key `<<` names; keys written out win.
    fn merge(&mut self, entries: &mut Vec<Entry>) {
        let Some(position) = entries.iter().position(|entry| entry.key == "<<") else { return };
        let merged = entries.remove(position);
        for source in merged.value.one_or_many() {
            let Some(brought) = source.entries() else {
                self.error("merge-not-mapping", source.place, "`<<` takes a mapping or a list of mappings");
                continue;
            };
            for entry in brought {
                if !entries.iter().any(|known| known.key == entry.key) {
                    entries.push(entry.clone());
                }
            }
        }
    }

    /// Finds `{type: numeric(10,2)}` and `{comment: One, or the other}`, which YAML takes for two entries, and makes one
    /// of them again.
    fn rejoin_entries(&mut self, entries: &mut Vec<Entry>) {
        let mut position = 0;
        while let Some(entry) = entries.get(position) {
            let (from, mut depth) = (entry.value.place, open_parentheses(&entry.value));
            let mut last = position;
            while let Some(next) = entries.get(last + 1)
                && (depth > 0 || next.key.contains(' '))
                && entry.value.plain().is_some()
                && next.value.is_null()
                && next.value.place.start == next.value.place.end
            {
                last += 1;
                depth += parentheses(&next.key);
            }
            if last > position
                && let Some(to) = entries.get(last).map(|entry| entry.key_place)
            {
                let whole = self.rejoined(from, to);
                entries.drain(position + 1..=last);
                if let Some(entry) = entries.get_mut(position) {
                    entry.value = whole;
                }
            }
            position += 1;
        }
    }

    /// The same for `[numeric(10,2)]`.
    fn rejoin_members(&mut self, members: &mut Vec<Node>) {
        let mut position = 0;
        while let Some(member) = members.get(position) {
            let (from, mut depth) = (member.place, open_parentheses(member));
            let mut last = position;
            while depth > 0
                && let Some(text) = members.get(last + 1).and_then(Node::plain)
            {
                last += 1;
                depth += parentheses(text);
            }
            if depth == 0
                && last > position
                && let Some(to) = members.get(last).map(|member| member.place)
            {
                let whole = self.rejoined(from, to);
                members.drain(position + 1..=last);
                if let Some(member) = members.get_mut(position) {
                    *member = whole;
                }
            }
            position += 1;
        }
    }

    /// The scalar that stands from one place to another, and the finding that it needs quotes.
    fn rejoined(&mut self, from: Place, to: Place) -> Node {
        let place = Place { file: self.file, start: from.start, end: to.end };
        let text = self.source.get(place.start..place.end).unwrap_or_default().to_owned();
        self.findings.push(
            Diagnostic::error("unquoted-comma", place, format!("`{text}` needs quotes here"))
                .with_label("inside `{}` and `[]`, YAML ends a value at each comma")
                .with_help(format!("write \"{text}\"")),
        );
        Node { kind: Kind::Scalar { text, plain: true, content: place }, place }
    }

    fn error(&mut self, code: &'static str, place: Place, message: impl Into<String>) {
        self.findings.push(Diagnostic::error(code, place, message));
    }

    fn place(&self, span: Span) -> Place {
        let range = span.byte_range().unwrap_or_default();
        Place { file: self.file, start: range.start, end: range.end.max(range.start) }
    }

    /// Where the text inside quotes or below a block's header stands.
    fn content(&self, style: ScalarStyle, place: Place) -> Place {
        let source = self.source.get(place.start..place.end).unwrap_or_default();
        match style {
            ScalarStyle::Plain => place,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let end = place.end.saturating_sub(1).max(place.start);
                Place { start: (place.start + 1).min(end), end, ..place }
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                // The parser's span may begin with the header or below it.
                let has_header = source.starts_with(['|', '>']);
                let header = if has_header { source.find('\n').map_or(0, |end| end + 1) } else { 0 };
                let body = source.get(header..).unwrap_or_default();
                let blank = body.len() - body.trim_start().len();
                Place { start: place.start + header + blank, end: place.start + source.trim_end().len(), ..place }
            }
        }
    }
}

/// How many parentheses a plain scalar leaves open, at least 0.
fn open_parentheses(node: &Node) -> i32 {
    node.plain().map_or(0, parentheses).max(0)
}

fn parentheses(text: &str) -> i32 {
    text.chars()
        .map(|character| match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        })
        .sum()
}

/// How many values a tree holds.
fn count(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Scalar { .. } => 0,
        Kind::List(members) => members.iter().map(count).sum(),
        Kind::Map(entries) => entries.iter().map(|entry| count(&entry.value)).sum(),
    }
}
