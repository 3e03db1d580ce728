//! Defaults: the value itself where it is certain that the server prints it the same way again.

use super::Writer;
use super::yaml::{Yaml, has_a_type, is_plain};
use crate::QualifiedName;
use crate::printed_type::split_modifiers;

/// Types of which every constant the server prints is read back as that constant.
const VERBATIM: &[&str] = &[
    "text",
    "character varying",
    "character",
    "name",
    "uuid",
    "date",
    "timestamp without time zone",
    "timestamp with time zone",
    "time without time zone",
    "time with time zone",
    "interval",
    "inet",
    "cidr",
    "jsonb",
];

impl Writer<'_> {
    /// The default for the file; `text` and `data_type` are as the server prints them.
    pub(super) fn default(&self, text: &str, data_type: &str) -> Yaml {
        let value = if is_call(text) && is_plain(text, true) {
            Some(Yaml::Plain(text.to_owned()))
        } else {
            self.constant(text, self.below_domains(data_type))
        };
        value.unwrap_or_else(|| Yaml::Flow(vec![("sql".to_owned(), Yaml::text(text))]))
    }

    /// The type below a domain, or the type itself.
    fn below_domains<'a>(&'a self, data_type: &'a str) -> &'a str {
        let mut current = data_type;
        // A domain cannot rest on itself, but a catalog that was made by hand could say so.
        for _ in 0..=self.catalog.domains.len() {
            match QualifiedName::parse(current).and_then(|name| self.catalog.domains.get(&name)) {
                Some(domain) => current = &domain.base_type,
                None => return current,
            }
        }
        data_type
    }

    fn constant(&self, text: &str, data_type: &str) -> Option<Yaml> {
        let (base, modifiers) = split_modifiers(data_type);
        match base.as_str() {
            "boolean" => matches!(text, "true" | "false").then(|| Yaml::Plain(text.to_owned())),
            "smallint" => integer(text, i16::MIN.into(), i16::MAX.into()),
            "integer" => integer(text, i32::MIN.into(), i32::MAX.into()),
            "bigint" => integer(text, i64::MIN, i64::MAX),
            "numeric" | "real" | "double precision" if modifiers.is_empty() || fits(text, modifiers) => {
                is_decimal(text).then(|| Yaml::Plain(text.to_owned()))
            }
            "jsonb" => match text {
                "'{}'::jsonb" => Some(Yaml::Flow(Vec::new())),
                "'[]'::jsonb" => Some(Yaml::List(Vec::new())),
                _ => None,
            },
            base if base.ends_with("[]") => (text == format!("'{{}}'::{base}")).then(|| Yaml::List(Vec::new())),
            base if VERBATIM.contains(&base) => {
                let value = literal(text, if base == "character" { "bpchar" } else { base })?;
                let limit: Option<usize> = modifiers.parse().ok();
                let is_text = matches!(base, "text" | "character varying" | "character" | "name");
                let too_long = is_text && limit.is_some_and(|limit| value.chars().count() > limit);
                (!too_long).then(|| if is_text { word(value) } else { Yaml::Quoted(value) })
            }
            _ => {
                let name = QualifiedName::parse(data_type)?;
                self.catalog.enums.contains_key(&name).then(|| literal(text, data_type).map(word)).flatten()
            }
        }
    }
}

/// The value in `'value'::cast`.
fn literal(text: &str, cast: &str) -> Option<String> {
    let quoted = text.strip_suffix(cast)?.strip_suffix("::")?;
    let inside = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    let value = inside.replace("''", "'");
    // A backslash could be read in two ways; a lone quote means that the constant ends before.
    (!value.contains('\\') && value.replace('\'', "''") == inside).then_some(value)
}

/// Text without quotes where it looks like a word.
fn word(value: String) -> Yaml {
    let simple = is_plain(&value, true)
        && !has_a_type(&value)
        && value.chars().all(|next| next.is_alphanumeric() || matches!(next, '_' | '-' | ' '));
    if simple { Yaml::Plain(value) } else { Yaml::Quoted(value) }
}

/// A whole number: as it stands where it is a small one, in quotes and with its type otherwise.
fn integer(text: &str, smallest: i64, greatest: i64) -> Option<Yaml> {
    let small = |value: i64| (0..=i64::from(i32::MAX)).contains(&value);
    let negative = |value: i64| (i64::from(i32::MIN)..0).contains(&value);
    let value: i64 = if let Some(value) = literal(text, "integer") {
        value.parse().ok().filter(|value| negative(*value))?
    } else if let Some(value) = literal(text, "bigint") {
        value.parse().ok().filter(|value| !small(*value) && !negative(*value))?
    } else {
        text.parse().ok().filter(|value| small(*value) && text == value.to_string())?
    };
    (smallest..=greatest).contains(&value).then(|| Yaml::number(value))
}

/// Whether a number has no more digits before its point than its type.
fn fits(text: &str, modifiers: &str) -> bool {
    let mut numbers = modifiers.split(',').map(str::parse::<usize>);
    let (Some(Ok(precision)), Some(Ok(scale))) = (numbers.next(), numbers.next()) else { return false };
    text.split('.').next().is_some_and(|whole| whole.len() + scale <= precision)
}

/// A number with a point, digits around it.
fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.chars().all(|next| next.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0')),
        None => integer(text, 0, i32::MAX.into()).is_some() && digits(text),
    }
}

/// Whether the whole text is one call: `name(...)`, its last parenthesis closing its first.
fn is_call(text: &str) -> bool {
    let Some((name, rest)) = text.split_once('(') else { return false };
    let is_name = name.split('.').all(|part| {
        part.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
            && part.chars().all(|next| next.is_ascii_lowercase() || next.is_ascii_digit() || next == '_')
    });
    let Some(arguments) = rest.strip_suffix(')') else { return false };
    let mut depth = 0_usize;
    for (number, part) in arguments.split('\'').enumerate() {
        if number % 2 == 1 {
            if part.contains(['(', ')']) {
                return false;
            }
            continue;
        }
        for character in part.chars() {
            match character {
                '(' => depth += 1,
                ')' if depth == 0 => return false,
                ')' => depth -= 1,
                '"' | '\\' => return false,
                _ => {}
            }
        }
    }
    is_name && depth == 0
}
