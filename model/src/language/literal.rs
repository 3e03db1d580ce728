//! Constants: does a type take a text, and how does the server print it?

use super::data_type::is_text;

/// The SQL for a constant of a builtin type, as the server prints it wherever that is certain.
///
/// `cast` is the name of the type in a cast: `character varying`.
///
/// # Errors
///
/// Why the type does not take the text, in words that follow a colon.
pub(crate) fn sql(builtin: &str, modifiers: &[i64], cast: &str, text: &str) -> Result<String, String> {
    let quoted = |text: &str| format!("{}::{cast}", string(text));
    Ok(match builtin {
        "boolean" => boolean(text)?.to_string(),
        "smallint" => integer(text, i64::from(i16::MIN), i64::from(i16::MAX))?,
        "integer" => integer(text, i64::from(i32::MIN), i64::from(i32::MAX))?,
        "bigint" => integer(text, i64::MIN, i64::MAX)?,
        "numeric" | "real" | "double precision" => {
            number(text, modifiers).map(|number| number.unwrap_or_else(|| quoted(text)))?
        }
        "uuid" => quoted(&uuid(text)?),
        "json" => {
            json(text)?;
            quoted(text)
        }
        "jsonb" => {
            let value = json(text)?;
            // Numbers with a point keep their digits in jsonb and not in a float: such a text stays as it is.
            if has_fractions(&value) { quoted(text) } else { quoted(&jsonb(&value)) }
        }
        _ => {
            check(builtin, modifiers, text)?;
            quoted(text)
        }
    })
}

/// A text as a string constant, as the server prints one in an expression: never in the escape form.
pub(crate) fn string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Whether a builtin type takes a text, as far as that is plain to see.
fn check(builtin: &str, modifiers: &[i64], text: &str) -> Result<(), String> {
    if is_text(builtin) {
        return length(builtin, modifiers, text);
    }
    let digits = text.contains(|character: char| character.is_ascii_digit());
    match builtin {
        "date" | "timestamp without time zone" | "timestamp with time zone" => {
            match text.trim().to_lowercase().as_str() {
                "now" | "today" | "tomorrow" | "yesterday" => {
                    Err(format!("`{text}` would be the time of the migration for good; write `now()` or {{sql: …}}"))
                }
                "infinity" | "-infinity" | "epoch" => Ok(()),
                _ if !digits => Err("it is no date".to_owned()),
                _ => date(text),
            }
        }
        "time without time zone" | "time with time zone" if !digits => Err("it is no time of day".to_owned()),
        "interval" if !digits && !text.to_lowercase().contains("infinity") => Err("it is no interval".to_owned()),
        "inet" | "cidr" => address(text),
        "\"bit\"" | "bit varying" => bits(builtin, modifiers, text),
        "macaddr" | "macaddr8"
            if !text.chars().all(|character| character.is_ascii_hexdigit() || ":-.".contains(character)) =>
        {
            Err("it is no MAC address".to_owned())
        }
        "oid" | "xid8" | "pg_lsn" | "money" if !digits => Err("it is no number".to_owned()),
        _ if builtin.ends_with("range") => range(builtin, text.trim()),
        _ => Ok(()),
    }
}

fn range(builtin: &str, text: &str) -> Result<(), String> {
    let multiple = builtin.ends_with("multirange");
    let (opens, closes): (&[char], &[char]) = if multiple { (&['{'], &['}']) } else { (&['[', '('], &[']', ')']) };
    let empty = !multiple && text.eq_ignore_ascii_case("empty");
    if empty || text.starts_with(opens) && text.ends_with(closes) {
        return Ok(());
    }
    Err(format!("it looks like {}", if multiple { "{[1,5)}" } else { "[1,5)" }))
}

fn boolean(text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Ok(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Ok(false),
        _ => Err("it is neither `true` nor `false`".to_owned()),
    }
}

/// An integer: small ones stand as they are, negative and large ones as the server writes them, with their type.
fn integer(text: &str, smallest: i64, greatest: i64) -> Result<String, String> {
    let text = text.trim();
    let value: i64 = text.parse().map_err(|_| {
        if is_number(text) {
            format!("it is no whole number from {smallest} to {greatest}")
        } else {
            "it is no whole number".to_owned()
        }
    })?;
    if !(smallest..=greatest).contains(&value) {
        return Err(format!("it is not between {smallest} and {greatest}"));
    }
    Ok(constant(value))
}

fn constant(value: i64) -> String {
    match i32::try_from(value) {
        Ok(value) if value >= 0 => value.to_string(),
        Ok(value) => format!("'{value}'::integer"),
        Err(_) => format!("'{value}'::bigint"),
    }
}

/// A number with a point, `None` where it is one that SQL writes in quotes.
fn number(text: &str, modifiers: &[i64]) -> Result<Option<String>, String> {
    let text = text.trim();
    if matches!(text.to_lowercase().as_str(), "nan" | "infinity" | "-infinity" | "inf" | "-inf" | "+infinity") {
        return Ok(None);
    }
    if !is_number(text) {
        return Err("it is no number".to_owned());
    }
    if let [precision, rest @ ..] = modifiers {
        let scale = rest.first().copied().unwrap_or(0);
        let whole = text.trim_start_matches(['-', '+']).split(['.', 'e', 'E']).next().unwrap_or_default();
        let digits = i64::try_from(whole.trim_start_matches('0').len()).unwrap_or(i64::MAX);
        if digits > precision - scale && !text.contains(['e', 'E']) {
            return Err(format!("it has more than {} digits before the point", precision - scale));
        }
    }
    let plain = text.strip_prefix('+').unwrap_or(text);
    if let Ok(value) = plain.parse::<i64>() {
        return Ok(Some(constant(value)));
    }
    let has_point = plain.contains('.') && !plain.contains(['e', 'E']) && !plain.starts_with(['.', '-']);
    Ok(Some(if has_point { plain.to_owned() } else { format!("'{plain}'::numeric") }))
}

fn is_number(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    let all_digits = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    !(whole.is_empty() && fraction.is_empty())
        && all_digits(whole)
        && all_digits(fraction)
        && exponent.is_none_or(|exponent| !exponent.is_empty() && all_digits(exponent))
}

fn length(builtin: &str, modifiers: &[i64], text: &str) -> Result<(), String> {
    let length = text.chars().count();
    match (builtin, modifiers) {
        ("name", _) if text.len() > crate::name::MAX_IDENTIFIER_BYTES => Err("a name has 63 bytes at most".to_owned()),
        ("\"char\"", _) if text.len() > 1 => Err("the type holds one byte".to_owned()),
        ("character varying" | "bpchar", [limit]) if i64::try_from(length).unwrap_or(i64::MAX) > *limit => {
            Err(format!("it has {length} characters, and the type holds {limit}"))
        }
        _ => Ok(()),
    }
}

fn uuid(text: &str) -> Result<String, String> {
    let digits: String = text
        .trim()
        .trim_start_matches('{')
        .trim_end_matches('}')
        .chars()
        .filter(|character| *character != '-')
        .collect::<String>()
        .to_lowercase();
    if digits.len() != 32 || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return Err("a UUID has 32 hexadecimal digits".to_owned());
    }
    let mut parts = Vec::new();
    let mut rest = digits.as_str();
    for length in [8, 4, 4, 4, 12] {
        let (part, after) = rest.split_at(length);
        parts.push(part);
        rest = after;
    }
    Ok(parts.join("-"))
}

/// A date in ISO form must be one of the calendar; other forms are left to the server.
fn date(text: &str) -> Result<(), String> {
    let mut parts = text.split(['-', ' ', 'T']).map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) = (parts.next(), parts.next(), parts.next()) else {
        return Ok(());
    };
    if year < 1000 {
        return Ok(());
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if (1..=12).contains(&month) && (1..=days).contains(&day) { Ok(()) } else { Err("there is no such day".to_owned()) }
}

fn address(text: &str) -> Result<(), String> {
    let (address, bits) = match text.trim().split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text.trim(), None),
    };
    let limit = match address.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(_)) => 32,
        Ok(std::net::IpAddr::V6(_)) => 128,
        // A short form like 10.0/8.
        Err(_)
            if address.chars().all(|character| character.is_ascii_digit() || character == '.')
                && !address.is_empty() =>
        {
            32
        }
        Err(_) => return Err("it is no network address".to_owned()),
    };
    match bits.map(str::parse::<u32>) {
        None => Ok(()),
        Some(Ok(bits)) if bits <= limit => Ok(()),
        Some(_) => Err(format!("its mask has 0 to {limit} bits")),
    }
}

fn bits(builtin: &str, modifiers: &[i64], text: &str) -> Result<(), String> {
    if !text.chars().all(|digit| matches!(digit, '0' | '1')) {
        return Err("bits are written with 0 and 1".to_owned());
    }
    let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
    let fixed = if builtin == "\"bit\"" { Some(modifiers.first().copied().unwrap_or(1)) } else { None };
    match (fixed, modifiers) {
        (Some(wanted), _) if length != wanted => {
            Err(format!("it has {length} bits, and the type holds exactly {wanted}"))
        }
        (None, [limit]) if length > *limit => Err(format!("it has {length} bits, and the type holds {limit}")),
        _ => Ok(()),
    }
}

fn json(text: &str) -> Result<serde_json::Value, String> {
    serde_json::from_str(text)
        .map_err(|error| format!("it is not JSON ({error}); text in JSON has quotes of its own: '\"text\"'"))
}

fn has_fractions(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Number(number) => !(number.is_i64() || number.is_u64()),
        serde_json::Value::Array(members) => members.iter().any(has_fractions),
        serde_json::Value::Object(map) => map.values().any(has_fractions),
        _ => false,
    }
}

/// JSON as `jsonb` prints it: keys by length, then by bytes, and a space after each colon and comma.
pub(crate) fn jsonb(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Array(members) => {
            format!("[{}]", members.iter().map(jsonb).collect::<Vec<_>>().join(", "))
        }
        serde_json::Value::Object(map) => {
            let mut members: Vec<_> = map.iter().collect();
            members.sort_by_key(|(key, _)| (key.len(), key.as_bytes().to_vec()));
            let members: Vec<String> = members
                .into_iter()
                .map(|(key, value)| format!("{}: {}", serde_json::Value::String(key.clone()), jsonb(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}

/// An array's member inside `{}`, quoted where `array_out` would.
pub(crate) fn array_member(text: &str) -> String {
    let needs_quotes = text.is_empty()
        || text.eq_ignore_ascii_case("null")
        || text.contains(|character: char| "\"\\{},".contains(character) || character.is_ascii_whitespace());
    if needs_quotes { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_printed_as_the_server_does() {
        for (builtin, modifiers, cast, text, printed) in [
            ("text", &[][..], "text", "free", "'free'::text"),
            ("character varying", &[4], "character varying", "free", "'free'::character varying"),
            ("integer", &[], "integer", "5", "5"),
            ("integer", &[], "integer", "-5", "'-5'::integer"),
            ("bigint", &[], "bigint", "5000000000", "'5000000000'::bigint"),
            ("numeric", &[10, 2], "numeric", "1.10", "1.10"),
            ("numeric", &[], "numeric", "-1.5", "'-1.5'::numeric"),
            ("boolean", &[], "boolean", "yes", "true"),
            ("jsonb", &[], "jsonb", "{\"bb\":1,\"a\":[1,2]}", "'{\"a\": [1, 2], \"bb\": 1}'::jsonb"),
            ("uuid", &[], "uuid", "A0EEBC999C0B4EF8BB6D6BB9BD380A11", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid"),
        ] {
            assert_eq!(sql(builtin, modifiers, cast, text).as_deref(), Ok(printed), "{builtin} {text}");
        }
    }

    #[test]
    fn what_a_type_does_not_take_is_refused() {
        for (builtin, modifiers, text) in [
            ("integer", &[][..], "1.5"),
            ("integer", &[], "free"),
            ("smallint", &[], "40000"),
            ("numeric", &[4, 2], "100"),
            ("boolean", &[], "maybe"),
            ("date", &[], "2026-02-30"),
            ("timestamp with time zone", &[], "now"),
            ("character varying", &[3], "long"),
            ("uuid", &[], "1"),
            ("jsonb", &[], "free"),
            ("inet", &[], "300.1.1.1.1.x"),
            ("\"bit\"", &[3], "01"),
            ("int4range", &[], "1,5"),
        ] {
            assert!(sql(builtin, modifiers, builtin, text).is_err(), "{builtin} {text}");
        }
    }
}
