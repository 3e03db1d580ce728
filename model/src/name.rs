//! Names of objects, and how names and values are written in SQL.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod keywords;

/// The length to which PostgreSQL cuts an identifier, in bytes: `NAMEDATALEN - 1`.
pub const MAX_IDENTIFIER_BYTES: usize = 63;

/// The name of an object that lives in a schema.
///
/// Displayed as SQL, each part quoted where it must be: `public.member`, `"My Schema"."order"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The schema's name, unquoted.
    pub schema: String,
    /// The object's own name, unquoted.
    pub name: String,
}

impl QualifiedName {
    /// The name `name` in `schema`, both as the server stores them.
    pub fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }

    /// The same schema with another object's name.
    pub fn sibling(&self, name: impl Into<String>) -> Self {
        Self::new(self.schema.clone(), name)
    }

    /// Reads what [`fmt::Display`] writes: two identifiers, quoted or not, with a dot between.
    pub fn parse(text: &str) -> Option<Self> {
        let (schema, rest) = take_identifier(text)?;
        let (name, rest) = take_identifier(rest.strip_prefix('.')?)?;
        rest.is_empty().then(|| Self::new(schema, name))
    }
}

/// Takes one identifier from the start of `text`: its value unquoted and, if it stood unquoted, as it stood.
fn take_identifier(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find('.').unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        return (!name.is_empty()).then(|| (name.to_owned(), rest));
    };
    let mut name = String::new();
    let mut rest = quoted;
    loop {
        let (before, after) = rest.split_once('"')?;
        name.push_str(before);
        match after.strip_prefix('"') {
            Some(next) => {
                name.push('"');
                rest = next;
            }
            None => return Some((name, after)),
        }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", quote_identifier(&self.schema), quote_identifier(&self.name))
    }
}

impl Serialize for QualifiedName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for QualifiedName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a qualified name")))
    }
}

/// Writes an identifier as SQL, in double quotes only where PostgreSQL needs them, by the rule of its `quote_ident`:
/// small letters, digits and underscores that are no reserved word stand as they are.
pub fn quote_identifier(name: &str) -> String {
    let mut characters = name.chars();
    let plain = characters.next().is_some_and(|first| first.is_ascii_lowercase() || first == '_')
        && characters.all(|next| next.is_ascii_lowercase() || next.is_ascii_digit() || next == '_')
        && !keywords::needs_quotes(name);
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// Writes a list of identifiers as SQL, separated by commas.
pub fn quote_identifiers<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(|name| quote_identifier(name)).collect::<Vec<_>>().join(", ")
}

/// Writes text as an SQL string constant, by the rule of PostgreSQL's `quote_literal`: with a backslash in it the
/// escape form `E'…'` is used, so that the text does not depend on `standard_conforming_strings`.
pub fn quote_literal(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if doubled.contains('\\') { format!("E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
}

/// A dollar quote with this word in it that ends the text where that ends, and not before.
pub fn dollar_quote(word: &str, text: &str) -> String {
    let mut quote = format!("${word}$");
    while format!("{text}{quote}").find(&quote) != Some(text.len()) {
        quote.insert(1, '_');
    }
    quote
}

/// Cuts a name to `limit` bytes at a character's boundary, as PostgreSQL does with names that are too long.
pub fn clip(name: &str, limit: usize) -> &str {
    if name.len() <= limit {
        return name;
    }
    let end = (0..=limit).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0);
    name.get(..end).unwrap_or_default()
}

/// The name that PostgreSQL makes of up to two names and a label: `first_second_label`, with the longer of the two
/// shortened until the whole fits (`makeObjectName` in `src/backend/commands/indexcmds.c`).
pub fn make_object_name(first: &str, second: Option<&str>, label: &str) -> String {
    let overhead = second.map_or(0, |_| 1) + label.len() + 1;
    let available = MAX_IDENTIFIER_BYTES.saturating_sub(overhead);
    let (mut first_length, mut second_length) = (first.len(), second.map_or(0, str::len));
    while first_length + second_length > available {
        if first_length > second_length {
            first_length -= 1;
        } else {
            second_length -= 1;
        }
    }
    let first = clip(first, first_length);
    match second {
        Some(second) => format!("{first}_{}_{label}", clip(second, second_length)),
        None => format!("{first}_{label}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollar_quotes_end_where_the_text_does() {
        assert_eq!(dollar_quote("a", "$b$ $a"), "$_a$");
        assert_eq!(dollar_quote("a", "$a$ $_a$"), "$__a$");
        assert_eq!(dollar_quote("a", "$a b"), "$a$");
    }

    #[test]
    fn identifiers_are_quoted_only_where_needed() {
        assert_eq!(quote_identifier("created_at"), "created_at");
        assert_eq!(quote_identifier("user"), "\"user\"");
        assert_eq!(quote_identifier("createdAt"), "\"createdAt\"");
        assert_eq!(quote_identifier("a\"b"), "\"a\"\"b\"");
        assert_eq!(quote_identifier("1a"), "\"1a\"");
        assert_eq!(quote_identifier(""), "\"\"");
    }

    #[test]
    fn qualified_names_survive_being_written() {
        for (schema, name) in [("public", "a"), ("My Schema", "or.der"), ("a\"b", "\"\""), ("ä", "user")] {
            let written = QualifiedName::new(schema, name);
            assert_eq!(QualifiedName::parse(&written.to_string()), Some(written));
        }
    }

    #[test]
    fn long_names_are_shortened_as_the_server_does() {
        let table = "t".repeat(60);
        assert_eq!(make_object_name(&table, None, "pkey").len(), 63);
        assert_eq!(make_object_name("member", Some("user_id"), "fkey"), "member_user_id_fkey");
        let both = make_object_name(&table, Some(&"c".repeat(60)), "fkey");
        assert_eq!(both, format!("{}_{}_fkey", "t".repeat(29), "c".repeat(28)));
        assert_eq!(clip("aé", 2), "a");
    }
}
