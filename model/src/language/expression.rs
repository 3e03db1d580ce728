//! Whether an SQL text of a file is what may stand where it is put: one expression, and nothing behind it.
//!
//! The texts become parts of statements, so none of them may end the part that it is in, nor leave what follows it in a
//! quote or a comment. That is a matter of tokens and brackets alone; whether it is an expression is for the server to say.

use evenkeel_lexer::{Lexer, Opened, Token, TokenKind};

/// Why a text cannot stand in its place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    /// The byte of the text that it is about.
    pub(crate) at: usize,
    pub(crate) message: String,
    pub(crate) help: &'static str,
}

/// What keeps a text from being one expression.
pub(crate) fn fault(text: &str) -> Option<Fault> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut is_empty = true;
    for token in Lexer::new(text) {
        let words = text.get(token.start..token.end).unwrap_or_default();
        let fault = |message: String, help| Some(Fault { code: "wrong-sql", at: token.start, message, help });
        match (token.kind, words) {
            (TokenKind::Space | TokenKind::LineComment | TokenKind::BlockComment, _) => continue,
            (TokenKind::Semicolon, _) => {
                return fault(
                    "an SQL expression has no `;`".to_owned(),
                    "one expression stands here, and no statement",
                );
            }
            (TokenKind::Backslash, _) => {
                return fault("an SQL expression has no `\\` outside of quotes".to_owned(), "take it out");
            }
            (TokenKind::Unterminated(opened), _) => {
                let (message, help) = never_closed(opened);
                return fault(message.to_owned(), help);
            }
            (TokenKind::Open, _) | (_, "[") => open.push((token.start, words)),
            (TokenKind::Close, _) | (_, "]") => {
                let other = if words == ")" { "(" } else { "[" };
                if open.pop().is_none_or(|(_, opened)| opened != other) {
                    return fault(format!("this `{words}` closes nothing"), "take it out, or write what it closes");
                }
            }
            (_, ",") if open.is_empty() => {
                return fault(
                    "an SQL expression has no `,` outside of brackets".to_owned(),
                    "one expression stands here; a row is written ROW(a, b)",
                );
            }
            _ => {}
        }
        is_empty = false;
    }
    if let Some((at, opened)) = open.pop() {
        let message = format!("this `{opened}` is never closed");
        return Some(Fault { code: "wrong-sql", at, message, help: "write the other half of it" });
    }
    let message = "an SQL expression must not be empty".to_owned();
    is_empty.then_some(Fault { code: "empty-sql", at: 0, message, help: "write an expression, or take the key out" })
}

fn never_closed(opened: Opened) -> (&'static str, &'static str) {
    match opened {
        Opened::String => ("this string is never closed", "end it with `'`; a quote inside it is written twice"),
        Opened::Name => ("this quoted name is never closed", "end it with `\"`"),
        Opened::Dollar => ("this dollar-quoted string is never closed", "end it with what it begins with"),
        Opened::Comment => ("this comment is never closed", "end it with `*/`"),
    }
}

/// The text, which a line's end follows where it ends in a comment that would go on.
pub(crate) fn ended(text: &str) -> String {
    let ends_in_comment = Lexer::new(text).last().is_some_and(|token| token.kind == TokenKind::LineComment);
    if ends_in_comment { format!("{text}\n") } else { text.to_owned() }
}

/// Whether a text is an operator as SQL has it: its signs, or `OPERATOR(schema.=)`.
pub(crate) fn is_operator(text: &str) -> bool {
    let is_signs = |text: &str| {
        !text.is_empty()
            && text.chars().all(|sign| "+-*/<>=~!@#%^&|`?".contains(sign))
            && !text.contains("--")
            && !text.contains("/*")
    };
    let tokens: Vec<Token> = Lexer::new(text).filter(|token| token.kind != TokenKind::Space).collect();
    let words = |token: &Token| text.get(token.start..token.end).unwrap_or_default();
    match tokens.as_slice() {
        [word, open, name @ .., close]
            if words(word).eq_ignore_ascii_case("operator")
                && (open.kind, close.kind) == (TokenKind::Open, TokenKind::Close) =>
        {
            let at = name.iter().position(|token| words(token) == ".");
            let (schema, signs) =
                at.map_or((None, name), |at| (name.get(..at), name.get(at + 1..).unwrap_or_default()));
            let signs: String = signs.iter().map(words).collect();
            is_signs(&signs)
                && schema.is_none_or(
                    |schema| matches!(schema, [one] if one.kind == TokenKind::Word || words(one).starts_with('"')),
                )
        }
        _ => is_signs(text.trim()),
    }
}

/// Whether a text may stand in the parentheses behind a type: one word, number or string.
pub(crate) fn is_modifier(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let mut tokens = Lexer::new(text);
    let is_one = |token: Token| {
        let is_sign = text.get(token.start..token.end).is_some_and(|words| {
            !words.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '\'' | '"'))
        });
        matches!(token.kind, TokenKind::Word | TokenKind::Other) && !is_sign
    };
    tokens.next().is_some_and(is_one) && tokens.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_expression_stands_in_its_place() {
        for text in [
            "id > 0",
            "lower(name) || ';'",
            "a = ARRAY[1, 2] and b in (1, 2)",
            "data -> 'a;b' /* ; */ is not null -- ; )",
            "body = $x$ ; ) $x$",
            r"E'it\'s; ('",
            "$1",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_leaves_its_place_is_found_where_it_does() {
        for (text, at) in [
            ("1; create role r", 1),
            ("true); create role r; --", 4),
            ("(true)) or (true", 6),
            ("1, b integer", 1),
            ("f(a[1) + 2", 5),
            ("(a, f(b)", 0),
            ("name = 'a", 7),
            ("name = \"a", 7),
            ("name = $x$ a $y$", 7),
            ("true /* and", 5),
            ("a \\ b", 2),
            ("-- nothing", 0),
            ("'a\\'; create role r; --'", 4),
            ("1e'\\''; create role r; --'", 6),
        ] {
            assert_eq!(fault(text).map(|fault| fault.at), Some(at), "{text}");
        }
    }

    #[test]
    fn operators() {
        for text in ["=", "&&", "<->", "OPERATOR(extensions.=)", "operator ( \"My schema\" . && )", "OPERATOR(=)"] {
            assert!(is_operator(text), "{text}");
        }
        for text in ["", "= , b WITH =", "=)", "--", "/*", "OPERATOR(a.b.=)", "OPERATOR(a.=) x", "OPERATOR(=; )"] {
            assert!(!is_operator(text), "{text}");
        }
    }

    #[test]
    fn modifiers() {
        for text in ["4326", "-1", "point", "'PointZ'"] {
            assert!(is_modifier(text), "{text}");
        }
        for text in ["'", "1;", "1 --", "a b", "(", "1 /*", "$$"] {
            assert!(!is_modifier(text), "{text}");
        }
    }

    #[test]
    fn a_comment_at_the_end_ends_with_its_line() {
        assert_eq!(ended("a > 0 -- why"), "a > 0 -- why\n");
        assert_eq!(ended("a > '-- why'"), "a > '-- why'");
    }
}
