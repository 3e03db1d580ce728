//! The quotes of typesetters, which word processors and chats write where `'` and `"` were typed.

use evenkeel_lexer::Lexer;

/// Those of several languages.
const TYPOGRAPHIC: [char; 13] = ['‘', '’', '‚', '‛', '“', '”', '„', '‟', '«', '»', '‹', '›', '´'];

/// What to write instead of the first of them that stands in an SQL text outside of its quotes and comments, where it is a
/// part of a name.
pub fn advice(sql: &str) -> Option<String> {
    let is_code =
        |words: &&str| !words.contains(['\'', '"', '$']) && !words.starts_with("--") && !words.starts_with("/*");
    let mut tokens = Lexer::new(sql).filter_map(|token| sql.get(token.start..token.end)).filter(is_code);
    let quote = tokens.find_map(|words| words.chars().find(|one| TYPOGRAPHIC.contains(one)))?;
    Some(format!("{quote} (U+{:04X}) is no quote in SQL: write text as 'x' and a name as \"x\"", u32::from(quote)))
}

/// What is inside of such quotes, where a text is all inside of them.
pub(crate) fn inside(text: &str) -> Option<&str> {
    text.strip_prefix(TYPOGRAPHIC)?.strip_suffix(TYPOGRAPHIC).filter(|inside| !inside.contains(TYPOGRAPHIC))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_found_outside_of_quotes() {
        for sql in ["‘x’", "a = “b”", "lower(„a“)", "a /* ‘ */ || ´x´"] {
            assert!(advice(sql).is_some(), "{sql}");
        }
        for sql in ["'‘x’'", "a = \"“b”\"", "a -- ‘x’", "E'‘'", "$$‘$$", "a /* ‘ */"] {
            assert_eq!(advice(sql), None, "{sql}");
        }
    }

    #[test]
    fn a_text_inside_of_them() {
        assert_eq!(inside("‘it’"), Some("it"));
        assert_eq!(inside("„a b“"), Some("a b"));
        for text in ["‘a", "a’", "’", "‘a’ or ‘b’", "it’s"] {
            assert_eq!(inside(text), None, "{text}");
        }
    }
}
