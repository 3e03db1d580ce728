//! Types as a server prints them.

/// A type's name and the text of its modifiers: `numeric(10,2)[]` is (`numeric[]`, `10,2`), `timestamp(3) with time zone`
/// is (`timestamp with time zone`, `3`). A parenthesis in a quoted name is part of the name.
pub fn split_modifiers(text: &str) -> (String, &str) {
    let mut quoted = false;
    let opening = text.find(|character| {
        quoted ^= character == '"';
        character == '(' && !quoted
    });
    let split = opening.and_then(|opening| {
        let (before, rest) = (text.get(..opening)?, text.get(opening + 1..)?);
        let (inside, after) = rest.split_once(')')?;
        Some((format!("{before}{after}"), inside))
    });
    split.unwrap_or_else(|| (text.to_owned(), ""))
}

#[cfg(test)]
mod tests {
    use super::split_modifiers;

    #[test]
    fn parentheses_in_quoted_names_are_no_modifiers() {
        assert_eq!(split_modifiers("numeric(10,2)[]"), ("numeric[]".to_owned(), "10,2"));
        assert_eq!(split_modifiers("timestamp(3) with time zone"), ("timestamp with time zone".to_owned(), "3"));
        assert_eq!(split_modifiers("public.\"(a)\"[]"), ("public.\"(a)\"[]".to_owned(), ""));
        assert_eq!(split_modifiers("\"a\"\"(\"(3)"), ("\"a\"\"(\"".to_owned(), "3"));
    }
}
