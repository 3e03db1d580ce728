//! The words of SQL as the server's scanner parts them: what stands in comments and strings is none.

use evenkeel_lexer::{Lexer, TokenKind};

/// A piece of SQL that is neither space nor comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// A keyword or a name without quotes, in small letters.
    Word(String),
    /// A name in quotes, without these.
    Name(String),
    /// A string as it stands there, quotes and all.
    Text(&'a str),
    /// Anything else: a sign, a number.
    Sign(&'a str),
}

impl Piece<'_> {
    /// Whether it is this word, which is in small letters.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own == word)
    }

    /// The name that it may be.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Word(name) | Self::Name(name) => Some(name),
            Self::Text(_) | Self::Sign(_) => None,
        }
    }
}

/// The pieces of a text, in order. What is never closed ends it.
pub(crate) fn pieces(sql: &str) -> impl Iterator<Item = Piece<'_>> {
    Lexer::new(sql).filter_map(move |token| {
        let text = sql.get(token.start..token.end)?;
        let quoted = |text: &str| Some(text.strip_prefix('"')?.strip_suffix('"')?.replace("\"\"", "\""));
        Some(match token.kind {
            TokenKind::Space | TokenKind::LineComment | TokenKind::BlockComment | TokenKind::Unterminated(_) => {
                return None;
            }
            TokenKind::Word => Piece::Word(text.to_ascii_lowercase()),
            TokenKind::Other if text.len() > 1 && text.ends_with(['\'', '$']) => Piece::Text(text),
            TokenKind::Other => quoted(text).map_or(Piece::Sign(text), Piece::Name),
            TokenKind::Open | TokenKind::Close | TokenKind::Semicolon | TokenKind::Backslash => Piece::Sign(text),
        })
    })
}

/// What a string holds; nothing for one with escapes.
pub(crate) fn content(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix('$') {
        let tag = text.get(..rest.find('$')? + 2)?;
        return Some(text.strip_prefix(tag)?.strip_suffix(tag)?.to_owned());
    }
    Some(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))
}

/// The PL/pgSQL code of a DO statement; nothing for any other, for another language, and for code that has escapes.
pub(crate) fn block(sql: &str) -> Option<String> {
    let mut pieces = pieces(sql);
    if !pieces.next()?.is_word("do") {
        return None;
    }
    let mut code = None;
    while let Some(piece) = pieces.next() {
        match piece {
            piece if piece.is_word("language") => {
                // The name of a language may be a string too.
                let language = match pieces.next()? {
                    Piece::Word(name) | Piece::Name(name) => name,
                    Piece::Text(text) => content(text)?.to_lowercase(),
                    Piece::Sign(_) => return None,
                };
                if language != "plpgsql" {
                    return None;
                }
            }
            Piece::Text(text) => code = Some(content(text)?),
            _ => {}
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_no_words() {
        let sql = "Create /* table a */ TABLE \"A\"\"b\".c -- table\n ('table', E'it\\'s', $x$table$x$, 1)";
        let words: Vec<_> = pieces(sql).filter(|piece| matches!(piece, Piece::Word(_))).collect();
        assert_eq!(words, ["create", "table", "c"].map(|word| Piece::Word(word.to_owned())));
        let names: Vec<_> = pieces(sql).filter(|piece| matches!(piece, Piece::Name(_))).collect();
        assert_eq!(names, [Piece::Name("A\"b".to_owned())]);
        let texts: Vec<_> = pieces(sql).filter(|piece| matches!(piece, Piece::Text(_))).collect();
        assert_eq!(texts, ["'table'", "E'it\\'s'", "$x$table$x$"].map(Piece::Text));
    }

    #[test]
    fn the_code_of_a_block() {
        for sql in ["DO $$a$$", "do $x$a$x$", "/* why */ DO LANGUAGE plpgsql 'a'", "DO 'a' LANGUAGE 'plpgsql'"] {
            assert_eq!(block(sql).as_deref(), Some("a"), "{sql}");
        }
        assert_eq!(block("DO 'it''s'").as_deref(), Some("it's"));
        for sql in ["SELECT $$a$$", "DO E'a'", "DO", "", "DO LANGUAGE plperl 'a'", "DO 'a' LANGUAGE \"PLPGSQL\""] {
            assert_eq!(block(sql), None, "{sql}");
        }
    }
}
