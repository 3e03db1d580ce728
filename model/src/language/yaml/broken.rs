//! What is said of a file that is no YAML, in the words of whoever wrote it: what is wrong, where it began, what to write.

use granit_parser::{ErrorKind, ScanError};

use super::Entry;
use crate::Diagnostic;
use crate::declared::Place;

/// A text that is no YAML, as far as it was read.
pub(super) struct Broken<'a> {
    pub(super) file: usize,
    pub(super) source: &'a str,
    /// Where the innermost `{` or `[` stands that had not ended yet.
    pub(super) open: Option<usize>,
}

/// A line without its indentation and without the comment at its end.
#[derive(Clone, Copy)]
struct Line<'a> {
    /// The first byte of the text.
    start: usize,
    text: &'a str,
}

impl<'a> Broken<'a> {
    /// The finding for what the parser says.
    pub(super) fn finding(&self, error: &ScanError) -> Diagnostic {
        let marker = error.marker().byte_offset().unwrap_or(self.source.len());
        let at = crate::name::clip(self.source, marker).len();
        self.known(error.kind(), at).unwrap_or_else(|| {
            let message = format!("this is not YAML: {}", error.info());
            Diagnostic::error("broken-yaml", self.character(at), message)
        })
    }

    fn known(&self, kind: &ErrorKind, at: usize) -> Option<Diagnostic> {
        use ErrorKind as Kind;
        if let Some(finding) = self.tab(kind, at) {
            return Some(finding);
        }
        match kind {
            Kind::UnclosedFlowCollection { .. } => Some(self.never_closed(at, None)),
            Kind::UnexpectedEofFlowSequence
            | Kind::UnexpectedEofFlowMapping
            | Kind::UnexpectedEofImplicitFlowMapping => Some(self.never_closed(self.open?, None)),
            Kind::MismatchedFlowCollectionEnd { open, close } => Some(
                Diagnostic::error("broken-yaml", self.character(at), format!("this `{open}` is closed by a `{close}`"))
                    .with_help(format!("close it with `{}`", other_half(*open))),
            ),
            Kind::MisplacedFlowCollectionEnd => {
                let bracket = self.source.get(at..).and_then(|rest| rest.chars().next())?;
                let message = format!("this `{bracket}` closes nothing");
                let help = "take it out, or write what it closes; a text that begins with it needs quotes";
                Some(Diagnostic::error("broken-yaml", self.character(at), message).with_help(help))
            }
            Kind::UnclosedQuotedScalar | Kind::DocumentIndicatorInQuotedScalar => Some(self.open_quote(at)),
            Kind::InvalidTrailingSingleQuotedScalar => self.behind_quotes(at, '\''),
            Kind::InvalidTrailingDoubleQuotedScalar => self.behind_quotes(at, '"'),
            Kind::SimpleKeyExpected => Some(self.without_colon(self.line(at))),
            Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => self.colon(at),
            Kind::ExpectedFlowMappingSeparator | Kind::ExpectedFlowSequenceSeparator => self.flow(at),
            Kind::ExpectedBlockMappingKey | Kind::ExpectedBlockSequenceEntry => Some(self.wrong_column(at)),
            Kind::UnexpectedCharacter { character } if !character.is_control() => {
                let message = format!("a text that begins with `{character}` needs quotes");
                let text = self.line(at).text_from(at);
                let help = format!("write {}", in_quotes(text));
                Some(Diagnostic::error("broken-yaml", self.character(at), message).with_help(help))
            }
            _ => None,
        }
    }

    /// A tab that indents, where that is what the parser complains of, or may be.
    fn tab(&self, kind: &ErrorKind, at: usize) -> Option<Diagnostic> {
        let is_about_tabs = matches!(
            kind,
            ErrorKind::TabNotAllowed
                | ErrorKind::TabInBlockIndentation
                | ErrorKind::TabInIndentation
                | ErrorKind::TabInPlainScalar
                | ErrorKind::TabAtBlockScalarStart
        );
        let mut lines = self.source.get(self.line_start(at)..)?.split_inclusive('\n');
        let mut start = self.line_start(at);
        // The parser may name the beginning of what a later line goes on with.
        let place = loop {
            let line = lines.next()?;
            let indentation = line.get(..line.len() - line.trim_start().len()).unwrap_or_default();
            match indentation.find('\t') {
                Some(tab) if !line.trim().is_empty() => break start + tab,
                _ if !is_about_tabs => return None,
                _ => start += line.len(),
            }
        };
        let message = "a tab stands here, and YAML is indented with spaces alone";
        let help = "write two spaces for each level in place of tabs";
        Some(Diagnostic::error("broken-yaml", self.character(place), message).with_help(help))
    }

    /// A bracket that is open where it cannot be any more.
    fn never_closed(&self, bracket: usize, noticed: Option<usize>) -> Diagnostic {
        let place = self.character(bracket);
        let open = self.source.get(bracket..).and_then(|rest| rest.chars().next()).unwrap_or('{');
        let close = other_half(open);
        if let Some(finding) = self.closed_in_a_comment(bracket, open, close) {
            return finding;
        }
        let finding = Diagnostic::error("broken-yaml", place, format!("this `{open}` is never closed"))
            .with_help(format!("write `{close}` where it ends"));
        match noticed {
            Some(at) => finding.with_related(self.character(at), "what stands here cannot be inside of it"),
            None => finding,
        }
    }

    /// A bracket whose other half is in what a `#` makes a comment, on its line.
    fn closed_in_a_comment(&self, bracket: usize, open: char, close: char) -> Option<Diagnostic> {
        let line = self.source.get(bracket..)?.lines().next()?;
        let hash = comment_in(line)?;
        let (before, comment) = line.split_at_checked(hash)?;
        let entry_end = comment.find([',', close]).filter(|_| comment.contains(close))?;
        let entry_start = before.rfind(['{', '[', ',']).map_or(0, |at| at + 1);
        let entry = line.get(entry_start..hash + entry_end)?.trim();
        let quoted = match entry.split_once(": ") {
            Some((key, value)) => format!("{}: {}", key.trim(), in_quotes(value.trim())),
            None => in_quotes(entry),
        };
        let message = format!("a `#` after a blank begins a comment, so the `{open}` before it is never closed");
        let help = format!("a text with a `#` needs quotes: write `{quoted}`; else write `{close}` before the comment");
        let comment = Line { start: bracket + hash, text: comment.trim_end() };
        Some(
            Diagnostic::error("broken-yaml", self.stretch(comment), message)
                .with_label("all of this is a comment")
                .with_related(self.character(bracket), "what is never closed")
                .with_help(help),
        )
    }

    /// Keys of a block's mapping with a bracket in them: the `:` before what the bracket opens was forgotten.
    pub(super) fn without_colons(&self, entries: &[Entry]) -> Vec<Diagnostic> {
        let forgotten = entries.iter().filter_map(|entry| {
            let line = self.line(entry.key_place.start);
            key_and_flow(line.text)?;
            // With nothing inside, or with what closes it, the bracket is one of a name.
            let is_name = entry.key.ends_with(['{', '[', '}', ']']);
            Some(if is_name { self.name_with_bracket(entry) } else { self.without_colon(line) })
        });
        forgotten.collect()
    }

    fn name_with_bracket(&self, entry: &Entry) -> Diagnostic {
        Diagnostic::error("broken-yaml", entry.key_place, "a name with a bracket in it needs quotes")
            .with_help(format!("write `{}:`", in_quotes(&entry.key)))
    }

    fn open_quote(&self, at: usize) -> Diagnostic {
        let quote = self.source.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('"');
        Diagnostic::error("broken-yaml", self.character(at), "this quote is never closed").with_help(end_quotes(quote))
    }

    /// Something follows a text in quotes. Where that began in a line before, its end was forgotten there.
    fn behind_quotes(&self, at: usize, quote: char) -> Option<Diagnostic> {
        let end = self.source.get(..at)?.trim_end().strip_suffix(quote)?.len();
        let start = opening(self.source.get(..end)?, quote)?;
        if self.line_start(start) == self.line_start(end) {
            let help = match quote {
                '"' => "put all of the text in quotes; a quote inside of it is written `\\\"`",
                _ => "put all of the text in quotes; a quote inside of it is written twice",
            };
            let message = "something follows a text in quotes";
            return Some(Diagnostic::error("broken-yaml", self.character(at), message).with_help(help));
        }
        let message = "this quote is not closed in its line";
        Some(
            Diagnostic::error("broken-yaml", self.character(start), message)
                .with_related(self.character(end), "the next quote, which so closes it")
                .with_help(end_quotes(quote)),
        )
    }

    /// A `:` that cannot stand where it does.
    fn colon(&self, at: usize) -> Option<Diagnostic> {
        let line = self.line(at);
        if let Some(open) = self.open.filter(|open| self.line_start(*open) < line.start) {
            return Some(self.never_closed(open, Some(line.start)));
        }
        if key_and_flow(line.text).is_some() {
            return Some(self.without_colon(line));
        }
        let before = self.source.get(line.start..at)?;
        if let Some((key, value)) = key_and_value(before, line.start) {
            let value = Line { start: value, text: self.source.get(value..line.start + line.text.len())? };
            return Some(self.needs_quotes(key, value));
        }
        let above = self.line_above(line.start)?;
        match key_and_value(above.text, above.start).is_some() || above.text.ends_with(':') {
            true => Some(self.wrong_column(line.start)),
            false => Some(self.without_colon(above)),
        }
    }

    /// A value that YAML takes for a key and its value.
    fn needs_quotes(&self, key: &str, value: Line<'_>) -> Diagnostic {
        Diagnostic::error("broken-yaml", self.stretch(value), "a text in which `: ` stands needs quotes")
            .with_help(format!("write `{key}: {}`", in_quotes(value.text)))
    }

    /// A line that should have a `:`.
    fn without_colon(&self, line: Line<'a>) -> Diagnostic {
        let text = line.text.trim_end_matches(':');
        let flow = key_and_flow(text);
        let help = match flow.or_else(|| text.split_once(':')).or_else(|| text.split_once(char::is_whitespace)) {
            Some((key, value)) => format!("write `{}: {}`", key.trim(), value.trim()),
            None => format!("write `{text}:`"),
        };
        let message = match text.contains(':') && flow.is_none() {
            true => "the `:` of a key needs a space after it",
            false => "the `:` after a key is missing here",
        };
        Diagnostic::error("broken-yaml", self.stretch(line), message).with_help(help)
    }

    /// Something inside of `{}` or `[]` that no `,` parts from what is before it.
    fn flow(&self, at: usize) -> Option<Diagnostic> {
        let (open, line) = (self.open?, self.line(at));
        if self.line_start(open) < self.line_start(at) {
            return Some(self.never_closed(open, Some(line.start)));
        }
        if self.source.get(at..)?.starts_with(['{', '['])
            && let Some(key) = line.text.get(..at - line.start)?.rsplit(['{', '[', ',']).next().map(str::trim)
            && !key.is_empty()
            && !key.contains(':')
        {
            let start = self.source.get(..at)?.rfind(key)?;
            let message = "the `:` after a key is missing here";
            let help = format!("write `{key}: {}…`", self.source.get(at..at + 1)?);
            let place = self.stretch(Line { start, text: key });
            return Some(Diagnostic::error("broken-yaml", place, message).with_help(help));
        }
        if self.source.get(at..)?.starts_with(':')
            && let Some((key, start)) = key_and_value(self.source.get(line.start..at)?, line.start)
        {
            let value = self.source.get(start..at)?;
            if let Some(last) = value.rfind(char::is_whitespace) {
                let next = Line { start: start + last + 1, text: value.get(last + 1..)? };
                let message = format!("a `,` is missing before `{}`", next.text);
                let help = format!("write `{key}: {}, {}: …`", value.get(..last)?.trim_end(), next.text);
                return Some(Diagnostic::error("broken-yaml", self.stretch(next), message).with_help(help));
            }
            let rest = line.text_from(start);
            let text = rest.get(..rest.find([',', '}', ']']).unwrap_or(rest.len()))?.trim_end();
            return Some(self.needs_quotes(key, Line { start, text }));
        }
        let close = other_half(self.source.get(open..).and_then(|rest| rest.chars().next())?);
        let finding =
            Diagnostic::error("broken-yaml", self.character(at), format!("a `,` or `{close}` is missing before this"));
        Some(if line.text.contains('{') && line.text.contains("[]") {
            finding.with_help("inside `{}` a type with brackets needs quotes: {type: \"text[]\"}")
        } else {
            finding.with_help("part two entries with `,`; a text with `:`, `,` or brackets in it needs quotes here")
        })
    }

    fn wrong_column(&self, at: usize) -> Diagnostic {
        let message = "this line is indented otherwise than those that it belongs to";
        Diagnostic::error("broken-yaml", self.stretch(self.line(at)), message)
            .with_help("keys of one mapping, and members of one list, start in the same column")
    }

    fn line_start(&self, at: usize) -> usize {
        self.source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
    }

    /// The line in which a byte is.
    fn line(&self, at: usize) -> Line<'a> {
        let start = self.line_start(at);
        let whole = self.source.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let text = whole.trim_start();
        let start = start + whole.len() - text.len();
        let end = text.find(" #").unwrap_or(text.len());
        Line { start, text: text.get(..end).unwrap_or(text).trim_end() }
    }

    /// The next line above that says something.
    fn line_above(&self, at: usize) -> Option<Line<'a>> {
        let mut start = self.line_start(at);
        while start > 0 {
            let line = self.line(start - 1);
            if !line.text.is_empty() && !line.text.starts_with('#') {
                return Some(line);
            }
            start = self.line_start(start - 1);
        }
        None
    }

    fn stretch(&self, line: Line<'_>) -> Place {
        Place { file: self.file, start: line.start, end: line.start + line.text.len() }
    }

    fn character(&self, at: usize) -> Place {
        let length = self.source.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Place { file: self.file, start: at, end: at + length }
    }
}

impl<'a> Line<'a> {
    fn text_from(self, at: usize) -> &'a str {
        at.checked_sub(self.start).and_then(|offset| self.text.get(offset..)).unwrap_or_default()
    }
}

/// The key of a text `key: value`, where the text begins at `start`, and where its value does.
fn key_and_value(text: &str, start: usize) -> Option<(&str, usize)> {
    // In `{a: b, c: d` the last entry counts.
    let from = text.rfind(['{', ',']).map_or(0, |at| at + 1);
    let entry = text.get(from..)?;
    let (key, value) = entry.split_once(": ")?;
    let value_start = start + text.len() - value.trim_start().len();
    Some((key.trim().trim_start_matches("- "), value_start)).filter(|_| !value.trim().is_empty())
}

/// The key and the bracket of a line `key {…}`, in which no `:` parts the two.
fn key_and_flow(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches("- ");
    let (key, flow) = text.split_at_checked([text.find(" {"), text.find(" [")].into_iter().flatten().min()?)?;
    let is_key = !key.is_empty() && !key.contains([':', '{', '[', '"', '\'']);
    is_key.then(|| (key, flow.trim_start()))
}

/// Where in a line that begins inside of brackets a comment begins, if one does.
fn comment_in(line: &str) -> Option<usize> {
    let (mut quote, mut before) = (None, ' ');
    for (at, character) in line.char_indices() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if character == '#' && before.is_whitespace() => return Some(at),
            None if matches!(character, '"' | '\'') && (before.is_whitespace() || "{[,:".contains(before)) => {
                quote = Some(character);
            }
            None => {}
        }
        before = character;
    }
    None
}

/// Where a text in quotes begins that goes to the end of `before`.
fn opening(before: &str, quote: char) -> Option<usize> {
    let mut end = before.len();
    loop {
        let at = before.get(..end)?.rfind(quote)?;
        let earlier = before.get(..at)?;
        let escaped = match quote {
            '"' => earlier.chars().rev().take_while(|before| *before == '\\').count() % 2 == 1,
            _ => earlier.ends_with(quote),
        };
        match escaped {
            false => return Some(at),
            true => end = if quote == '"' { at } else { at - 1 },
        }
    }
}

fn other_half(bracket: char) -> char {
    if bracket == '[' { ']' } else { '}' }
}

fn end_quotes(quote: char) -> &'static str {
    match quote {
        '"' => "end the text with `\"`; a quote inside of it is written `\\\"`",
        _ => "end the text with `'`; a quote inside of it is written twice",
    }
}

/// The text as it is written in quotes.
fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
