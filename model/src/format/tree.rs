//! The nodes and comments of a YAML file with their places.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};

use super::{FormatError, scalar};

/// A file: one document and its comments.
#[derive(Debug)]
pub(super) struct Tree<'source> {
    pub source: &'source str,
    /// The document's node, unless the file holds comments alone.
    pub root: Option<Node>,
    /// The byte at which `---` stands, where it does.
    pub document_start: Option<usize>,
    /// The comments in their order.
    pub comments: Vec<Comment>,
}

/// A comment.
#[derive(Debug)]
pub(super) struct Comment {
    /// The byte of its `#`.
    pub start: usize,
    /// Its line, from 1.
    pub line: usize,
    /// The column of its `#`, in characters from 0.
    pub column: usize,
    /// Its text with `#`, without spaces at its end.
    pub text: String,
    /// Whether nothing stands before it on its line.
    pub own_line: bool,
}

/// A node of the tree.
#[derive(Debug)]
pub(super) struct Node {
    /// Its bytes without its anchor; an empty range for a null that is not written. That of a block sequence begins at
    /// its first `-`, that of a block scalar at its text.
    pub range: Range<usize>,
    /// Its first byte, its anchor or the header of a block scalar included.
    pub start: usize,
    /// Its first line, from 1.
    pub line: usize,
    /// Its last line, from 1.
    pub end_line: usize,
    /// The column where it begins, in characters from 0; of a block sequence, where its first `-` stands.
    pub column: usize,
    /// Its anchor as written, with `&`.
    pub anchor: Option<String>,
    pub content: Content,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Content {
    Scalar { style: ScalarStyle, value: String },
    Alias,
    Mapping { flow: bool, entries: Vec<(Node, Node)> },
    Sequence { flow: bool, items: Vec<Node> },
}

impl Node {
    /// Whether it is a null that is not written at all.
    pub(super) fn is_absent(&self) -> bool {
        self.range.is_empty() && matches!(&self.content, Content::Scalar { style: ScalarStyle::Plain, .. })
    }
}

impl<'source> Tree<'source> {
    /// Reads a file whose line ends are `\n`.
    pub(super) fn read(source: &'source str) -> Result<Self, FormatError> {
        let mut reader = Reader { source, events: Vec::new(), comments: Vec::new(), document_start: None };
        reader.collect()?;
        reader.comments.sort_by_key(|comment| comment.start);
        let mut events = std::mem::take(&mut reader.events).into_iter().peekable();
        let root = match events.peek() {
            Some(_) => Some(reader.node(&mut events)?),
            None => None,
        };
        let root = root.filter(|node| !node.is_absent() || node.anchor.is_some());
        Ok(Self { source, root, document_start: reader.document_start, comments: reader.comments })
    }

    /// The line and column where the other file says something else, if it does: another node, value, quoting or
    /// comment.
    pub(super) fn difference(&self, other: &Tree<'_>) -> Option<(usize, usize)> {
        let root = match (&self.root, &other.root) {
            (Some(one), Some(two)) => one.difference(two),
            (None, None) => None,
            _ => Some((1, 1)),
        };
        let comment = self
            .comments
            .iter()
            .zip(&other.comments)
            .find(|(one, two)| one.text != two.text)
            .map(|(one, _)| (one.line, one.column + 1));
        let count = (self.comments.len() != other.comments.len()).then_some((1, 1));
        root.or(comment).or(count)
    }
}

impl Node {
    fn difference(&self, other: &Self) -> Option<(usize, usize)> {
        let here = Some((self.line, self.column + 1));
        if self.anchor != other.anchor {
            return here;
        }
        match (&self.content, &other.content) {
            (Content::Scalar { style, value }, Content::Scalar { style: other_style, value: other_value }) => {
                if style == other_style && value == other_value { None } else { here }
            }
            (Content::Alias, Content::Alias) => None,
            (Content::Mapping { entries, .. }, Content::Mapping { entries: others, .. }) => {
                if entries.len() != others.len() {
                    return here;
                }
                entries.iter().zip(others).find_map(|((key, value), (other_key, other_value))| {
                    key.difference(other_key).or_else(|| value.difference(other_value))
                })
            }
            (Content::Sequence { items, .. }, Content::Sequence { items: others, .. }) => {
                if items.len() != others.len() {
                    return here;
                }
                items.iter().zip(others).find_map(|(item, other)| item.difference(other))
            }
            _ => here,
        }
    }
}

struct Reader<'source> {
    source: &'source str,
    events: Vec<(Event<'source>, Span)>,
    comments: Vec<Comment>,
    document_start: Option<usize>,
}

type Events<'source> = std::iter::Peekable<std::vec::IntoIter<(Event<'source>, Span)>>;

/// What schema files have no need of, and the layout therefore does not know.
fn unknown(span: &Span, what: &str) -> FormatError {
    FormatError::new(span.start.line(), span.start.col() + 1, format!("schema files have no {what}; write it without"))
}

fn bytes(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or_default()
}

impl<'source> Reader<'source> {
    /// Takes the events of the file apart into comments and what makes nodes.
    fn collect(&mut self) -> Result<(), FormatError> {
        let options = granit_parser::options! { emit_anchor_events: true, disallow_directives: true };
        let mut documents = 0;
        for event in Parser::new_from_str_with_options(self.source, options) {
            let (event, span) = event.map_err(|error| {
                let place = error.marker();
                FormatError::new(place.line(), place.col() + 1, error.info().to_owned())
            })?;
            match event {
                Event::Comment(..) => self.comment(&span),
                Event::DocumentStart(explicit, _) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(unknown(&span, "second document"));
                    }
                    self.document_start = explicit.then(|| bytes(&span).start);
                }
                Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
                Event::Scalar(_, _, _, Some(_))
                | Event::SequenceStart(_, _, Some(_))
                | Event::MappingStart(_, _, Some(_)) => return Err(unknown(&span, "tags")),
                event => self.events.push((event, span)),
            }
        }
        Ok(())
    }

    fn comment(&mut self, span: &Span) {
        let range = bytes(span);
        let before = self.source.get(..range.start).unwrap_or_default();
        self.comments.push(Comment {
            start: range.start,
            line: span.start.line(),
            column: span.start.col(),
            text: self.source.get(range).unwrap_or_default().trim_end().to_owned(),
            own_line: before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty()),
        });
    }

    /// Reads one node from its first event on.
    fn node(&self, events: &mut Events<'source>) -> Result<Node, FormatError> {
        let Some((event, span)) = events.next() else {
            return Err(FormatError::new(1, 1, "the file ends within a node"));
        };
        let range = bytes(&span);
        let (anchor, start) = match events.next_if(|(event, _)| matches!(event, Event::Anchor(..))) {
            Some((_, span)) => (span.slice(self.source).map(str::to_owned), bytes(&span).start),
            None => (None, range.start),
        };
        let mut node = Node {
            range,
            start,
            line: span.start.line(),
            end_line: span.end.line(),
            column: span.start.col(),
            anchor,
            content: Content::Alias,
        };
        match event {
            Event::Alias(_) => {}
            Event::Scalar(value, style, ..) => {
                if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) && node.anchor.is_none() {
                    node.start = scalar::header(self.source, &self.comments, node.range.start).start;
                }
                node.content = Content::Scalar { style, value: value.into_owned() };
            }
            Event::MappingStart(style, ..) => {
                let mut entries = Vec::new();
                while !matches!(events.peek(), Some((Event::MappingEnd, _)) | None) {
                    entries.push((self.node(events)?, self.node(events)?));
                }
                let flow = style == StructureStyle::Flow;
                self.close(&mut node, events, flow, entries.last().map(|(_, value)| value));
                node.content = Content::Mapping { flow, entries };
            }
            Event::SequenceStart(style, ..) => {
                let mut items = Vec::new();
                while !matches!(events.peek(), Some((Event::SequenceEnd, _)) | None) {
                    items.push(self.node(events)?);
                }
                let flow = style == StructureStyle::Flow;
                if !flow {
                    self.begin_at_dash(&mut node, items.first());
                }
                self.close(&mut node, events, flow, items.last());
                node.content = Content::Sequence { flow, items };
            }
            _ => return Err(unknown(&span, "such node")),
        }
        Ok(node)
    }

    /// Takes the end of a collection: a flow one ends at its bracket, a block one with its last part.
    fn close(&self, node: &mut Node, events: &mut Events<'source>, flow: bool, last: Option<&Node>) {
        let end = events.next();
        match (end, last) {
            (Some((_, span)), _) if flow => {
                node.range.end = bytes(&span).end;
                node.end_line = span.end.line();
            }
            (_, Some(last)) => {
                node.range.end = last.range.end;
                node.end_line = last.end_line;
            }
            _ => {}
        }
    }

    /// The parser lets a block sequence begin at its first `-` if that is indented, and behind it otherwise.
    fn begin_at_dash(&self, node: &mut Node, first: Option<&Node>) {
        let start = node.range.start;
        let at_dash = self.source.get(start..).is_some_and(|text| text.starts_with('-'))
            && first.is_some_and(|first| first.start > start);
        if !at_dash {
            node.range.start = dash_before(self.source, &self.comments, start);
            let before = self.source.get(..node.range.start).unwrap_or_default();
            node.column = before.rsplit('\n').next().unwrap_or_default().chars().count();
            if node.anchor.is_none() {
                node.start = node.range.start;
            }
        }
    }
}

/// The byte of the `-` before a place, with nothing but spaces and comments between; the place itself if there is none.
pub(super) fn dash_before(source: &str, comments: &[Comment], place: usize) -> usize {
    let mut before = source.get(..place).unwrap_or_default().trim_end();
    while !before.ends_with('-') {
        let behind = comments.partition_point(|comment| comment.start < before.len());
        match behind.checked_sub(1).and_then(|index| comments.get(index)) {
            Some(comment) if before.len() <= comment.start + comment.text.len() => {
                before = before.get(..comment.start).unwrap_or_default().trim_end();
            }
            _ => return place,
        }
    }
    before.len() - 1
}
