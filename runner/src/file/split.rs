//! Any SQL text cut into its statements.

use std::ops::Range;

use evenkeel_lexer::{Lexer, Opened, TokenKind};

use super::open::Open;

/// A statement of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The bytes of the text that it is, from its first word to before its semicolon.
    pub span: Range<usize>,
    /// Why no server can run it, where that can be seen.
    pub problem: Option<&'static str>,
}

/// Cuts a text into statements, by the server's own lexical rules: semicolons in quotes, comments, parentheses and
/// bodies of functions end nothing. What is never closed goes to the text's end.
pub fn split(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open: Option<Open> = None;
    let piece = |open: Open| Piece { span: open.start..open.end, problem: None };
    for token in Lexer::of_file(text) {
        match token.kind {
            TokenKind::Space | TokenKind::LineComment | TokenKind::BlockComment => {}
            TokenKind::Semicolon if open.as_ref().is_none_or(Open::may_end) => pieces.extend(open.take().map(piece)),
            TokenKind::Backslash => {
                let start = open.take().map_or(token.start, |open| open.start);
                let problem = Some("a command of psql, which the server does not know");
                pieces.push(Piece { span: start..token.end, problem });
            }
            TokenKind::Unterminated(opened) => {
                // A comment may begin after the last statement as well.
                let start = open.take().map_or(token.start, |open| open.start);
                let problem = Some(match opened {
                    Opened::String => "a string is never closed",
                    Opened::Name => "a quoted name is never closed",
                    Opened::Dollar => "a dollar-quoted string is never closed",
                    Opened::Comment => "a comment is never closed",
                });
                pieces.push(Piece { span: start..text.trim_end().len().max(token.end), problem });
            }
            _ => {
                let words = text.get(token.start..token.end).unwrap_or_default();
                open.get_or_insert_with(|| Open::new(token)).add(token, words);
            }
        }
    }
    pieces.extend(open.map(piece));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        split(text).into_iter().map(|piece| text.get(piece.span).unwrap()).collect()
    }

    #[test]
    fn what_ends_a_statement_and_what_does_not() {
        assert_eq!(
            texts("select 1; -- one\n/* ; */ select ';' ;\n;select $a$;$a$"),
            ["select 1", "select ';'", "select $a$;$a$"]
        );
        assert_eq!(texts("create rule r as on insert to t do (select 1; select 2); select 3").len(), 2);
        let routine = "create function f() returns int begin atomic select case when true then 1 end; select 2; end";
        assert_eq!(texts(&format!("{routine}; select 3")), [routine, "select 3"]);
        assert!(texts(" -- nothing\n;; ").is_empty());
    }

    #[test]
    fn what_no_server_can_run() {
        let text = "select 1; select 'ä;\n select 2 ";
        let pieces = split(text);
        assert_eq!(text.get(pieces[1].span.clone()), Some("select 'ä;\n select 2"));
        assert_eq!(pieces[0].problem, None);
        assert!(pieces[1].problem.unwrap().contains("string"));
        assert!(split("\\d ship")[0].problem.unwrap().contains("psql"));
    }
}
