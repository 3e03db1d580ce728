//! Just enough of PostgreSQL's lexical rules to know where a statement ends, and whether a text is one expression.
//!
//! The rules are those of the server's own scanner with `standard_conforming_strings` on, which whoever sends what was
//! looked at here sets.
//! See <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>.

mod carriage_return;
mod merge;

pub use carriage_return::escape_carriage_returns;
pub use merge::{MERGE_HELP, MERGE_MESSAGE, merge_mark_in_sql, merge_marks};

/// A piece of SQL text, from byte `start` up to byte `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

/// What a token is, as far as borders of statements need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Blanks and the ends of lines.
    Space,
    /// From `--` up to the end of the line, which is not part of it.
    LineComment,
    /// From `/*` up to its `*/`, with those inside it.
    BlockComment,
    /// A keyword or a name without quotes.
    Word,
    /// A string, a quoted name, a number, an operator's character: whatever cannot end a statement.
    Other,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `;`.
    Semicolon,
    /// From `\` up to the end of the line: a command of psql, since SQL has no such character outside of quotes.
    Backslash,
    /// A quote or comment that the text never closes. The token covers its opening alone.
    Unterminated(Opened),
}

/// What was opened and never closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// `'`, with or without what comes before it.
    String,
    /// `"`.
    Name,
    /// `$$`, with or without a tag.
    Dollar,
    /// `/*`.
    Comment,
}

/// The tokens of a text, one after the other, without gaps. Ends after a token that is unterminated.
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// The tokens of an SQL text.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The tokens of a file, without the mark that some editors put first: to the server it would be part of a name.
    pub fn of_file(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The end of the run of bytes from `at` on that `belongs` accepts.
    fn run(&self, at: usize, belongs: impl Fn(u8) -> bool) -> usize {
        let length = self.rest(at).bytes().take_while(|byte| belongs(*byte)).count();
        at + length
    }

    /// The end of a quoted text whose opening quote is at `open`, a doubled quote being one of its characters.
    fn quoted(&self, open: usize, quote: u8, backslash_escapes: bool) -> Option<usize> {
        let mut at = open + 1;
        loop {
            match self.byte(at)? {
                b'\\' if backslash_escapes => at += 2,
                byte if byte == quote && self.byte(at + 1) == Some(quote) => at += 2,
                byte if byte == quote => return Some(at + 1),
                _ => at += 1,
            }
        }
    }

    /// As [`Lexer::quoted`] for `E'…'`, whose escapes hold in what continues it on the next lines too.
    fn escape_string(&self, open: usize) -> Option<usize> {
        let mut end = self.quoted(open, b'\'', true)?;
        while let Some(next) = self.continuation(end) {
            end = self.quoted(next, b'\'', true)?;
        }
        Some(end)
    }

    /// Where the string that ended at `end` opens again: after white space with a line's end in it.
    fn continuation(&self, end: usize) -> Option<usize> {
        let mut at = self.run(end, |byte| is_space(byte) && !is_newline(byte));
        if !self.byte(at).is_some_and(is_newline) {
            return None;
        }
        loop {
            at = self.run(at, is_space);
            if !self.rest(at).starts_with("--") {
                break;
            }
            at = self.run(at, |byte| !is_newline(byte));
        }
        (self.byte(at) == Some(b'\'')).then_some(at)
    }

    fn block_comment(&self, open: usize) -> Option<usize> {
        let mut at = open + 2;
        let mut depth = 1_usize;
        while depth > 0 {
            match (self.byte(at)?, self.byte(at + 1)) {
                (b'/', Some(b'*')) => (depth, at) = (depth + 1, at + 2),
                (b'*', Some(b'/')) => (depth, at) = (depth - 1, at + 2),
                _ => at += 1,
            }
        }
        Some(at)
    }

    /// The end of `$tag$`, if that stands at `open`.
    fn dollar_tag(&self, open: usize) -> Option<usize> {
        let mut at = open + 1;
        if self.byte(at).is_some_and(is_word_start) {
            at = self.run(at, |byte| is_word_start(byte) || byte.is_ascii_digit());
        }
        (self.byte(at) == Some(b'$')).then_some(at + 1)
    }

    /// The kind of what starts at `start`, and its end.
    fn piece(&self, start: usize, first: u8) -> (TokenKind, usize) {
        let closed = |end: Option<usize>, opened, opening: usize| match end {
            Some(end) => (TokenKind::Other, end),
            None => (TokenKind::Unterminated(opened), start + opening),
        };
        let second = self.byte(start + 1);
        match (first, second) {
            (byte, _) if is_space(byte) => (TokenKind::Space, self.run(start, is_space)),
            (b'-', Some(b'-')) => (TokenKind::LineComment, self.run(start, |byte| !is_newline(byte))),
            (b'/', Some(b'*')) => match self.block_comment(start) {
                Some(end) => (TokenKind::BlockComment, end),
                None => (TokenKind::Unterminated(Opened::Comment), start + 2),
            },
            (b'e' | b'E', Some(b'\'')) => closed(self.escape_string(start + 1), Opened::String, 2),
            (b'\'', _) => closed(self.quoted(start, b'\'', false), Opened::String, 1),
            (b'"', _) => closed(self.quoted(start, b'"', false), Opened::Name, 1),
            (b'$', _) => match self.dollar_tag(start) {
                Some(opened) => {
                    let tag = self.text.get(start..opened).unwrap_or_default();
                    let body = self.rest(opened).find(tag);
                    closed(body.map(|length| opened + length + tag.len()), Opened::Dollar, tag.len())
                }
                None => (TokenKind::Other, start + 1),
            },
            (b';', _) => (TokenKind::Semicolon, start + 1),
            (b'(', _) => (TokenKind::Open, start + 1),
            (b')', _) => (TokenKind::Close, start + 1),
            (b'\\', _) => (TokenKind::Backslash, self.run(start, |byte| !is_newline(byte))),
            (byte, _) if is_word_start(byte) => {
                (TokenKind::Word, self.run(start, |byte| is_word_start(byte) || byte.is_ascii_digit() || byte == b'$'))
            }
            // No letter, though an exponent may be one: a server before 15 reads `1e'` as a number and a string with escapes.
            (byte, _) if byte.is_ascii_digit() => {
                (TokenKind::Other, self.run(start, |byte| byte.is_ascii_digit() || byte == b'_' || byte == b'.'))
            }
            _ => (TokenKind::Other, start + 1),
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.at;
        let first = self.byte(start)?;
        let (kind, end) = self.piece(start, first);
        self.at = if matches!(kind, TokenKind::Unterminated(_)) { self.text.len() } else { end };
        Some(Token { kind, start, end })
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn is_newline(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Whether a name may begin with it: a letter, an underscore, any part of a character beyond ASCII.
fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(&str, TokenKind)> {
        Lexer::new(text)
            .filter(|token| token.kind != TokenKind::Space)
            .map(|token| (&text[token.start..token.end], token.kind))
            .collect()
    }

    #[test]
    fn one_token_each() {
        for text in [
            "'it''s; fine'",
            r"'back\'",
            r"E'it\'s; fine'",
            "e'a\\\\'",
            "E'one'\n  'two\\';'",
            "E'one' \n -- why\n 'two\\';'",
            "\"na\"\"me;\"",
            "$$ a; b $$",
            "$tag$ $$ ; $other$ $tag$",
            "$schlüssel$;$schlüssel$",
        ] {
            assert_eq!(pieces(text), [(text, TokenKind::Other)], "{text}");
        }
        for text in ["/* a /* b; */ c */", "/* ' */"] {
            assert_eq!(pieces(text), [(text, TokenKind::BlockComment)], "{text}");
        }
        for text in ["größe", "a$b$c", "_x1"] {
            assert_eq!(pieces(text), [(text, TokenKind::Word)], "{text}");
        }
    }

    #[test]
    fn a_plain_string_goes_on_without_escapes() {
        let text = "'a'\n'b\\' ;";
        assert_eq!(pieces(text).last(), Some(&(";", TokenKind::Semicolon)));
        let text = "E'a' 'b\\' ;";
        assert_eq!(pieces(text).last(), Some(&(";", TokenKind::Semicolon)), "on one line nothing is continued");
    }

    #[test]
    fn parameters_are_no_quotes() {
        assert_eq!(pieces("$1;").last(), Some(&(";", TokenKind::Semicolon)));
        assert_eq!(pieces("1$$;$$").last(), Some(&("$$;$$", TokenKind::Other)));
    }

    #[test]
    fn where_the_server_sees_escapes() {
        let text = r"1e'\''; --'";
        assert_eq!(pieces(text).get(2), Some(&(";", TokenKind::Semicolon)), "{:?}", pieces(text));
        // A mark is part of a name, and what follows it no `e'`.
        let text = "\u{feff}e'\\'; --'";
        assert_eq!(pieces(text).get(2), Some(&(";", TokenKind::Semicolon)), "{:?}", pieces(text));
    }

    #[test]
    fn never_closed() {
        for (text, opened) in [
            ("'abc", Opened::String),
            (r"E'abc\'", Opened::String),
            (r"E'abc\", Opened::String),
            ("\"abc", Opened::Name),
            ("$a$ $b$", Opened::Dollar),
            ("/* /* */", Opened::Comment),
        ] {
            assert_eq!(pieces(text).last().unwrap().1, TokenKind::Unterminated(opened), "{text}");
        }
    }

    #[test]
    fn every_byte_is_in_exactly_one_token() {
        let text = "\u{feff}create table \"ä\" (a text default E'\\'');\n-- end\n$x$;$x$ é\\d";
        let mut at = '\u{feff}'.len_utf8();
        for token in Lexer::of_file(text) {
            assert_eq!(token.start, at);
            assert!(text.is_char_boundary(token.end));
            at = token.end;
        }
        assert_eq!(at, text.len());
    }
}
