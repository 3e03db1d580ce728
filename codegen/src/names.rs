//! How names of the database become names of Rust.

use std::borrow::Cow;

use evenkeel_model::language::naming::field_name;
use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::Parser;

/// The field for a column: its SQL name in snake_case. A name of small letters, digits and underscores stands as it is,
/// `a__b` and `_id` too. `None` where nothing of the name can stand in Rust: `+`.
pub(crate) fn field(sql_name: &str) -> Option<Ident> {
    identifier(&field_name(sql_name)?)
}

/// The enum or struct for a type: in UpperCamelCase. `None` as for [`field`].
pub(crate) fn upper_camel(name: &str) -> Option<Ident> {
    identifier(&name.to_upper_camel_case())
}

/// The variant for a value: as [`upper_camel`], and what has neither letter nor digit by the names of its signs, one after
/// the other: `<=` is `LessThanEquals`, and a sign that ASCII does not have is its number in Unicode, `U2264`. So a variant
/// depends on its value alone, and not on those beside it.
pub(crate) fn variant(value: &str) -> Option<Ident> {
    if value.is_empty() {
        return identifier("Empty");
    }
    upper_camel(value).or_else(|| identifier(&value.chars().map(sign).collect::<String>()))
}

/// What a sign is called.
fn sign(sign: char) -> Cow<'static, str> {
    Cow::Borrowed(match sign {
        ' ' => "Space",
        '!' => "Exclamation",
        '"' => "Quote",
        '#' => "Hash",
        '$' => "Dollar",
        '%' => "Percent",
        '&' => "Ampersand",
        '\'' => "Apostrophe",
        '(' => "OpenParenthesis",
        ')' => "CloseParenthesis",
        '*' => "Asterisk",
        '+' => "Plus",
        ',' => "Comma",
        '-' => "Minus",
        '.' => "Dot",
        '/' => "Slash",
        ':' => "Colon",
        ';' => "Semicolon",
        '<' => "LessThan",
        '=' => "Equals",
        '>' => "GreaterThan",
        '?' => "Question",
        '@' => "At",
        '[' => "OpenBracket",
        '\\' => "Backslash",
        ']' => "CloseBracket",
        '^' => "Caret",
        '_' => "Underscore",
        '`' => "Backtick",
        '{' => "OpenBrace",
        '|' => "Bar",
        '}' => "CloseBrace",
        '~' => "Tilde",
        other => return Cow::Owned(format!("U{:04X}", u32::from(other))),
    })
}

/// `text` as an identifier: raw where Rust keeps the word for itself, with an underscore before what cannot come first
/// and behind the few words that cannot even be raw.
pub(crate) fn identifier(text: &str) -> Option<Ident> {
    if text.chars().all(|each| each == '_') {
        return None;
    }
    if matches!(text, "self" | "Self" | "super" | "crate") {
        return Some(Ident::new(&format!("{text}_"), Span::call_site()));
    }
    // A keyword since the edition of 2024 only, so syn takes it for a name.
    let new_keyword = text == "gen";
    if let Ok(identifier) = syn::parse_str::<Ident>(text)
        && !new_keyword
    {
        return Some(identifier);
    }
    if Ident::parse_any.parse_str(text).is_ok() {
        return Some(Ident::new_raw(text, Span::call_site()));
    }
    syn::parse_str::<Ident>(&format!("_{text}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(identifier: Option<Ident>) -> String {
        identifier.map_or_else(|| "none".to_owned(), |identifier| identifier.to_string())
    }

    #[test]
    fn fields_are_the_columns() {
        for (sql, rust) in [
            ("created_at", "created_at"),
            ("createdAt", "created_at"),
            ("a__b", "a__b"),
            ("_id", "_id"),
            ("2fa", "_2fa"),
            ("type", "r#type"),
            ("gen", "r#gen"),
            ("self", "self_"),
            ("Größe in m", "größe_in_m"),
            ("名前", "名前"),
            ("a'; b", "a_b"),
            ("+", "none"),
            ("_", "none"),
            ("", "none"),
        ] {
            assert_eq!(shown(field(sql)), rust, "{sql}");
        }
    }

    #[test]
    fn variants_are_the_values() {
        for (value, rust) in [
            ("superAdmin", "SuperAdmin"),
            ("past_due", "PastDue"),
            ("self", "Self_"),
            ("2 weeks", "_2Weeks"),
            ("application/json", "ApplicationJson"),
            ("<>", "LessThanGreaterThan"),
            ("+", "Plus"),
            ("-", "Minus"),
            ("_", "Underscore"),
            (" ", "Space"),
            ("≤", "U2264"),
            ("", "Empty"),
            ("+1", "_1"),
        ] {
            assert_eq!(shown(variant(value)), rust, "{value}");
        }
    }

    #[test]
    fn each_sign_has_a_name_of_its_own() {
        let signs = (0..=0x17f).filter_map(char::from_u32).filter(|sign| !sign.is_alphanumeric());
        let names: Vec<_> = signs.map(|sign| shown(variant(&sign.to_string()))).collect();
        assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len(), "{names:?}");
        assert!(names.len() > 60 && !names.contains(&"none".to_owned()), "{names:?}");
    }
}
