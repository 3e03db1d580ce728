//! Expressions as the server prints them once it has read its own text.
//!
//! One form does not come back as it was printed: a list whose values the server turned into those of another type all at
//! once, above all `varchar_column IN ('a', 'b')`. It prints the cast behind the list, and reading that puts the cast on
//! each value, which is what it prints from then on, so that a dump that was loaded differs from its database too.
//!
//! What a server prints is otherwise never rewritten. Here it has to be: no server says how it would print a text again
//! unless an object is made of it, a live database is only read, and the sum of a catalog in a migration's head has to be
//! the same before and after the migration was run. That this is what servers do is tested on them, form by form. What a
//! value of a list is cannot be told where it is a list itself and neither written out nor cast; it counts for a single one.

use std::ops::Range;

use evenkeel_lexer::{Lexer, Token, TokenKind};

/// The text after it was read and printed once more, as far as it is of that form.
pub fn settled(text: String) -> String {
    if text.contains("(ARRAY[") { settle(&text) } else { text }
}

fn settle(text: &str) -> String {
    let tokens: Vec<Token> = Lexer::new(text).collect();
    let text = Text { text, tokens: &tokens };
    let mut result = String::new();
    let mut position = 0;
    while position < tokens.len() {
        match text.list_with_cast(position) {
            Some((list, end)) => {
                result.push_str(&list);
                position = end;
            }
            None => {
                result.push_str(text.at(position));
                position += 1;
            }
        }
    }
    result
}

/// A text with its tokens.
struct Text<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl<'a> Text<'a> {
    /// The text of a token; nothing behind the last.
    fn at(&self, position: usize) -> &'a str {
        self.over(position..position + 1)
    }

    /// The text of some tokens.
    fn over(&self, positions: Range<usize>) -> &'a str {
        let tokens = self.tokens.get(positions).unwrap_or_default();
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return "" };
        self.text.get(first.start..last.end).unwrap_or_default()
    }

    fn is(&self, position: usize, signs: &[&str]) -> bool {
        signs.iter().enumerate().all(|(offset, sign)| self.at(position + offset) == *sign)
    }

    /// The list that begins at a position and is cast to a type of lists behind its end, with the cast on each of its
    /// values, and the position behind it.
    fn list_with_cast(&self, position: usize) -> Option<(String, usize)> {
        if !self.is(position, &["("]) {
            return None;
        }
        let (values, end) = self.list(position + 1)?;
        if values.is_empty() || !self.is(end, &[")", ":", ":"]) {
            return None;
        }
        let type_begins = end + 3;
        let mut depth = 0_u32;
        let mut at = type_begins;
        loop {
            let token = self.tokens.get(at)?;
            match (token.kind, self.at(at)) {
                (TokenKind::Open, _) => depth += 1,
                (TokenKind::Close, _) => depth = depth.checked_sub(1)?,
                (TokenKind::Word | TokenKind::Space, _) | (_, ".") => {}
                (_, "[") if depth == 0 => break,
                (_, name) if name.starts_with('"') || depth > 0 => {}
                _ => return None,
            }
            at += 1;
        }
        self.is(at, &["[", "]"]).then(|| (cast(&values, self.over(type_begins..at)), at + 2))
    }

    /// The values of the list that begins at a position, and the position behind it.
    fn list(&self, position: usize) -> Option<(Vec<&'a str>, usize)> {
        if !self.is(position, &["ARRAY", "["]) {
            return None;
        }
        let begin = position + 2;
        let (mut depth, mut value_begins, mut at) = (0_u32, begin, begin);
        let mut values = Vec::new();
        loop {
            match self.at(at) {
                "" => return None,
                "(" | "[" => depth += 1,
                "]" if depth == 0 => break,
                ")" | "]" => depth = depth.checked_sub(1)?,
                "," if depth == 0 => {
                    values.push(self.over(value_begins..at));
                    value_begins = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        values.extend((at > begin).then(|| self.over(value_begins..at)));
        // A space stands behind each comma.
        let values = values.into_iter().map(|value| value.strip_prefix(' ').unwrap_or(value)).collect();
        Some((values, at + 1))
    }
}

/// A list of these values, each cast to a type. A list in it has the cast on its own values, and where there is one all
/// values are lists.
fn cast(values: &[&str], data_type: &str) -> String {
    let values: Vec<String> = values.iter().map(|value| settle(value)).collect();
    let is_list = |value: &String| value.starts_with("ARRAY[") || value.ends_with("[]");
    let of_lists = values.iter().any(is_list);
    let cast_value = |value: &String| {
        let tokens: Vec<Token> = Lexer::new(value).collect();
        match (Text { text: value, tokens: &tokens }).list(0) {
            Some((inner, end)) if end == tokens.len() && !inner.is_empty() => cast(&inner, data_type),
            _ if of_lists => format!("({value})::{data_type}[]"),
            _ => format!("({value})::{data_type}"),
        }
    };
    format!("ARRAY[{}]", values.iter().map(cast_value).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::settled;

    #[test]
    fn a_cast_behind_a_list_goes_to_its_values() {
        for (printed, read_again) in [
            (
                "((a)::text = ANY ((ARRAY['x'::character varying, 'it''s, ]'::character varying])::text[]))",
                "((a)::text = ANY (ARRAY[('x'::character varying)::text, ('it''s, ]'::character varying)::text]))",
            ),
            (
                "(b = ANY ((ARRAY[f(1, 2), 3])::numeric[])) AND c",
                "(b = ANY (ARRAY[(f(1, 2))::numeric, (3)::numeric])) AND c",
            ),
            ("('(ARRAY[1])::text[]' = a)", "('(ARRAY[1])::text[]' = a)"),
            ("f((ARRAY[a]) || (ARRAY[b])::text[])", "f((ARRAY[a]) || ARRAY[(b)::text])"),
            ("f((ARRAY[a, b])[1])", "f((ARRAY[a, b])[1])"),
            ("f((ARRAY[]::integer[])::numeric[])", "f((ARRAY[]::integer[])::numeric[])"),
            ("(ARRAY[ARRAY[1]])::text[]", "ARRAY[ARRAY[(1)::text]]"),
            ("(ARRAY[a])::\"s]\".\"t[\"[]", "ARRAY[(a)::\"s]\".\"t[\"]"),
        ] {
            assert_eq!(settled(printed.to_owned()), read_again);
            assert_eq!(settled(read_again.to_owned()), read_again);
        }
    }
}
