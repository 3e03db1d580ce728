//! SQL text that survives in a file whatever happens to the ends of its lines.

use std::borrow::Cow;

use crate::{Lexer, Token, TokenKind, is_newline};

/// The same SQL with every carriage return inside of a string or a quoted name written as an escape.
///
/// Editors, version control and readers of files take CRLF and LF for the same, so one that stands as it is in a string is
/// lost on the way through a file. Strings become `E'…\r…'`, dollar-quoted ones too, and names `U&"…\000D…"`. What is
/// part of a longer literal, such as `U&'…'` or a string that goes on on the next line, is left as it is.
pub fn escape_carriage_returns(sql: &str) -> Cow<'_, str> {
    if !sql.contains('\r') {
        return Cow::Borrowed(sql);
    }
    let text = |token: &Token| sql.get(token.start..token.end).unwrap_or_default();
    let tokens: Vec<Token> = Lexer::new(sql).collect();
    let mut written = String::with_capacity(sql.len() + 8);
    let mut end = 0;
    for (index, token) in tokens.iter().enumerate() {
        let (before, after) = (tokens.get(..index).unwrap_or_default(), tokens.get(index + 1..).unwrap_or_default());
        let is_part = before.last().is_some_and(|last| has_prefix(*last, text(last)))
            || goes_on(before.iter().rev(), &text)
            || goes_on(after.iter(), &text);
        match Some(text(token)).filter(|it| it.contains('\r') && token.kind == TokenKind::Other && !is_part) {
            Some(literal) => written.push_str(&escaped(literal).unwrap_or(Cow::Borrowed(literal))),
            None => written.push_str(text(token)),
        }
        end = token.end;
    }
    // An unterminated token covers its opening alone.
    written.push_str(sql.get(end..).unwrap_or_default());
    Cow::Owned(written)
}

/// Whether a token right before a quote belongs to it: `U&`, `B`, `X`, `N`.
fn has_prefix(token: Token, text: &str) -> bool {
    token.kind == TokenKind::Word || text == "&"
}

/// Whether the next token that is not white space is a string on another line, which the server joins with this one.
fn goes_on<'a, 't>(mut tokens: impl Iterator<Item = &'a Token>, text: &impl Fn(&Token) -> &'t str) -> bool {
    let mut another_line = false;
    tokens
        .find(|token| match token.kind {
            TokenKind::Space => {
                another_line |= text(token).bytes().any(is_newline);
                false
            }
            kind => kind != TokenKind::LineComment,
        })
        .is_some_and(|next| another_line && next.kind == TokenKind::Other && text(next).ends_with('\''))
}

/// A literal with its carriage returns as escapes, if it is one.
fn escaped(literal: &str) -> Option<Cow<'_, str>> {
    let inside = |opening: &str, closing: &str| literal.strip_prefix(opening)?.strip_suffix(closing);
    if let Some(value) = inside("'", "'") {
        return Some(Cow::Owned(format!("E'{}'", value.replace('\\', "\\\\").replace('\r', "\\r"))));
    }
    if let Some(name) = inside("\"", "\"") {
        return Some(Cow::Owned(format!("U&\"{}\"", name.replace('\\', "\\\\").replace('\r', "\\000D"))));
    }
    if literal.starts_with('$') {
        let tag = literal.get(..literal.get(1..)?.find('$')? + 2)?;
        let value = inside(tag, tag)?;
        let value = value.replace('\\', "\\\\").replace('\'', "''").replace('\r', "\\r");
        return Some(Cow::Owned(format!("E'{value}'")));
    }
    let value = inside("E'", "'").or_else(|| inside("e'", "'"))?;
    let mut written = String::from("E'");
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\r' => written.push_str("\\r"),
            '\\' => match characters.next() {
                // A backslash before what needs none stands for nothing.
                Some('\r') => written.push_str("\\r"),
                next => written.extend(['\\'].into_iter().chain(next)),
            },
            other => written.push(other),
        }
    }
    written.push('\'');
    Some(Cow::Owned(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_that_hold_one_are_written_with_escapes() {
        for (sql, written) in [
            ("COMMENT ON TABLE a IS 'one\r\nit''s \\ two'", "COMMENT ON TABLE a IS E'one\\r\nit''s \\\\ two'"),
            ("SELECT E'a\\\\\r\\\r\\n', 'b'", "SELECT E'a\\\\\\r\\r\\n', 'b'"),
            ("SELECT $x$it's\r\n\\$x$", "SELECT E'it''s\\r\n\\\\'"),
            ("SELECT \"a\r\"\"\\\"", "SELECT U&\"a\\000D\"\"\\\\\""),
            ("SELECT 'a',\r\n 'b\r'::text", "SELECT 'a',\r\n E'b\\r'::text"),
        ] {
            assert_eq!(escape_carriage_returns(sql), written);
        }
    }

    #[test]
    fn what_is_no_literal_of_its_own_stays() {
        let texts =
            ["SELECT 1\r\n", "SELECT U&'\\0041\r'", "SELECT 'a\r'\n'b\\'", "SELECT 'a'\n -- c\n'b\r'", "SELECT 'a\r"];
        for sql in texts {
            assert_eq!(escape_carriage_returns(sql), sql);
        }
    }
}
