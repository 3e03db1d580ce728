//! From text to header and segments.

use std::path::Path;

use evenkeel_lexer::{Lexer, MERGE_HELP, MERGE_MESSAGE, Opened, Token, TokenKind, merge_mark_in_sql};

use super::directive::Directive;
use super::fault::{Fault, Faults};
use super::header::Header;
use super::open::Open;
use super::statement::{Refusal, Statement};
use super::{Probe, Segment};

/// Header and segments of a file, or all that is wrong with it.
pub(super) fn parse(path: &Path, text: &str) -> Result<(Header, Vec<Segment>), Faults> {
    if let Some(at) = text.find('\0') {
        let message = "a NUL character, which SQL text cannot hold";
        return Err(Fault::at(path, text, at..at + 1, message, "save the file as UTF-8 text").into());
    }
    if let Some(mark) = merge_mark_in_sql(text) {
        return Err(Fault::at(path, text, mark, MERGE_MESSAGE, MERGE_HELP).into());
    }
    let mut parser = Parser {
        path,
        text,
        faults: Vec::new(),
        header: Header::default(),
        in_opening: true,
        segments: Vec::new(),
        segment: Segment::default(),
        segment_directive: None,
        statement: None,
        counted: (0, 1),
    };
    for token in Lexer::of_file(text) {
        if !parser.take(token) {
            break;
        }
    }
    parser.end_statement();
    parser.end_segment();
    Faults::unless_any(parser.faults, (parser.header, parser.segments))
}

struct Parser<'a> {
    path: &'a Path,
    text: &'a str,
    faults: Vec<Fault>,
    header: Header,
    /// Whether only comments of the opening block have been seen.
    in_opening: bool,
    segments: Vec<Segment>,
    segment: Segment,
    /// Where the line that began the current segment stands; none for the file's first.
    segment_directive: Option<Token>,
    statement: Option<Open>,
    /// A place that was asked for, and its line: places are asked for in order, so only what lies between is counted.
    counted: (usize, usize),
}

impl Parser<'_> {
    /// The line of a place, from 1.
    fn line(&mut self, start: usize) -> usize {
        let (from, line) = if start < self.counted.0 { (0, 1) } else { self.counted };
        let between = self.text.get(from..start).unwrap_or_default();
        self.counted = (start, line + between.matches('\n').count());
        self.counted.1
    }

    fn fault(&mut self, span: std::ops::Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::at(self.path, self.text, span, message, help));
    }

    fn slice(&self, token: Token) -> &str {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    /// Takes the next token. False where what follows cannot be read as SQL.
    fn take(&mut self, token: Token) -> bool {
        match token.kind {
            TokenKind::Space => {
                let blank_line = self.slice(token).matches('\n').count() > 1;
                self.in_opening &= !(blank_line && self.header != Header::default());
            }
            TokenKind::LineComment => self.comment(token),
            TokenKind::BlockComment => self.in_opening = false,
            TokenKind::Backslash => self.fault(
                token.start..token.end,
                "a command of psql, which the server does not know",
                "write it as SQL, or leave it out",
            ),
            TokenKind::Unterminated(opened) => {
                self.unterminated(token, opened);
                return false;
            }
            TokenKind::Semicolon if self.statement.as_ref().is_none_or(Open::may_end) => {
                let copy = self.end_statement();
                // What follows COPY FROM STDIN are rows.
                return !copy;
            }
            _ => self.piece(token),
        }
        true
    }

    fn unterminated(&mut self, token: Token, opened: Opened) {
        let (what, close) = match opened {
            Opened::String => ("string", "'"),
            Opened::Name => ("quoted name", "\""),
            Opened::Dollar => ("dollar-quoted string", self.slice(token)),
            Opened::Comment => ("comment", "*/"),
        };
        let help = format!("close it with `{close}`");
        self.fault(token.start..token.end, format!("a {what} that begins here is never closed"), help);
        // What is unfinished for this reason is not worth a second complaint.
        self.statement = None;
    }

    /// A part of a statement.
    fn piece(&mut self, token: Token) {
        self.in_opening = false;
        let text = self.text.get(token.start..token.end).unwrap_or_default();
        self.statement.get_or_insert_with(|| Open::new(token)).add(token, text);
    }

    /// Ends the statement that is open, if one is. True where rows follow instead of SQL.
    fn end_statement(&mut self) -> bool {
        let Some(open) = self.statement.take() else { return false };
        let refusal = open.words.refused();
        if let Some(refusal) = refusal {
            self.fault(open.start..open.end, refusal.message(), refusal.help());
        }
        let text = self.text.get(open.start..open.end).unwrap_or_default().to_owned();
        let line = self.line(open.start);
        self.segment.statements.push(Statement { text, start: open.start, line, scans: open.words.scans() });
        refusal == Some(Refusal::CopyFrom)
    }

    fn comment(&mut self, token: Token) {
        let text = self.slice(token).to_owned();
        match Directive::parse(&text) {
            None => self.words(&text),
            Some(Err(misread)) => self.fault(token.start..token.end, misread.message, misread.help),
            Some(Ok(directive)) => self.directive(token, directive),
        }
    }

    /// A comment for people.
    fn words(&mut self, comment: &str) {
        if self.in_opening {
            let words = comment.strip_prefix("--").unwrap_or(comment);
            self.header.words.push(words.strip_prefix(' ').unwrap_or(words).trim_end().to_owned());
        }
    }

    fn directive(&mut self, token: Token, directive: Directive) {
        let span = token.start..token.end;
        if let Some(open) = &self.statement {
            let line = self.line(open.start);
            let message = format!("a line for keel inside of the statement that begins on line {line}");
            return self.fault(span, message, "end the statement with `;`, or close its parenthesis, before this line");
        }
        let before = self.text.get(..token.start).unwrap_or_default();
        if !before.rsplit('\n').next().unwrap_or_default().trim_matches('\u{feff}').trim().is_empty() {
            return self.fault(span, "a line for keel shares its line with SQL", "give it a line of its own");
        }
        match directive {
            Directive::Segment(mode) => {
                self.in_opening = false;
                self.end_segment();
                self.segment = Segment { mode, ..Segment::default() };
                self.segment_directive = Some(token);
            }
            Directive::Probe(probe) => self.probe(token, probe),
            Directive::LockTimeout(value) => {
                self.once(token, |parser| parser.segment.lock_timeout.replace(value).is_some());
            }
            Directive::StatementTimeout(value) => {
                self.once(token, |parser| parser.segment.statement_timeout.replace(value).is_some());
            }
            header => self.header_line(token, header),
        }
    }

    /// Sets something that a segment says once, before its statements; `set` tells whether it was set before.
    fn once(&mut self, token: Token, set: impl FnOnce(&mut Self) -> bool) {
        let span = token.start..token.end;
        if !self.segment.statements.is_empty() {
            let help = "move it up, above the first statement of its segment";
            self.fault(span, "this line comes after statements that it should have been there for", help);
        } else if set(self) {
            self.fault(span, "this segment has such a line already", "leave one of the two out");
        }
    }

    fn probe(&mut self, token: Token, probe: Probe) {
        if self.segment.mode.is_transactional() {
            let help = "leave it out: a transaction happens wholly or not at all; or write `-- keel: segment no-transaction` above it";
            return self.fault(token.start..token.end, "a probe in a segment with a transaction", help);
        }
        self.once(token, |parser| parser.segment.probe.replace(probe).is_some());
    }

    fn header_line(&mut self, token: Token, directive: Directive) {
        let span = token.start..token.end;
        if self.segment_directive.is_some() || !self.segment.statements.is_empty() {
            let help = "move it to the comment that opens the file";
            return self.fault(span, "this line belongs above the first statement", help);
        }
        let twice = match directive {
            Directive::Parents(parents) => self.header.parents.replace(parents).is_some(),
            Directive::Before(sum) => self.header.before.replace(sum).is_some(),
            Directive::After(sum) => self.header.after.replace(sum).is_some(),
            Directive::Tool(version) => self.header.tool.replace(version).is_some(),
            _ => false,
        };
        if twice {
            self.fault(span, "the file has such a line already", "leave one of the two out");
        }
    }

    fn end_segment(&mut self) {
        let segment = std::mem::take(&mut self.segment);
        let Some(directive) = self.segment_directive else {
            // The part above the first `segment` line may be nothing but the header.
            if !segment.statements.is_empty() {
                self.segments.push(segment);
            }
            return;
        };
        let span = directive.start..directive.end;
        match segment.statements.as_slice() {
            [] => self.fault(span, "a segment without a statement", "leave this line out, or write what it is for"),
            [_, second, ..] if !segment.mode.is_transactional() => {
                let second = second.start..second.start + second.text.len();
                let help = "write `-- keel: segment no-transaction` above each of them";
                self.fault(second, "a second statement in a segment without a transaction", help);
            }
            _ => self.segments.push(segment),
        }
    }
}
