//! How a type is written: `timestamp(3) with time zone[]`.

use super::builtin::builtin;

/// A type as it is written, its words understood and its names not yet looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// The schema before a dot, quotes undone.
    pub(crate) schema: Option<String>,
    /// The name, quotes undone; unquoted capitals made small.
    pub(crate) name: String,
    /// Name and schema as they stand.
    pub(crate) raw: String,
    /// Whether the name stood in quotes.
    pub(crate) quoted: bool,
    /// What stands in parentheses, split at commas.
    pub(crate) modifiers: Vec<String>,
    /// The fields of an interval: `day to second`.
    pub(crate) fields: Option<String>,
    /// Whether brackets follow.
    pub(crate) array: bool,
}

/// A type as the server prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Printed {
    /// Its name without modifiers.
    pub(crate) base: &'static str,
    /// The whole without brackets.
    pub(crate) text: String,
    /// The modifiers.
    pub(crate) modifiers: Vec<i64>,
}

/// Understands a type, without `?`.
///
/// # Errors
///
/// What is wrong with it, in words that follow `the type … `.
pub(crate) fn parse(text: &str) -> Result<Written, String> {
    let mut scanner = Scanner { rest: text.trim() };
    let start = scanner.rest;
    let (mut name, quoted) = scanner.identifier().ok_or("is no name of a type")?;
    let mut schema = None;
    let mut quoted_name = quoted;
    if scanner.take(".") {
        let (second, quoted) = scanner.identifier().ok_or("has nothing after its dot")?;
        schema = Some(std::mem::replace(&mut name, second));
        quoted_name = quoted;
    }
    let raw = start.get(..start.len() - scanner.rest.len()).unwrap_or_default().trim().to_owned();
    let mut written =
        Written { schema, name, raw, quoted: quoted_name, modifiers: Vec::new(), fields: None, array: false };
    let bare = written.schema.is_none() && !quoted;
    if bare {
        match written.name.as_str() {
            "double" if scanner.word("precision") => written.name = "float8".to_owned(),
            "national" if scanner.word("character") || scanner.word("char") => written.name = "char".to_owned(),
            _ => {}
        }
        match written.name.as_str() {
            "character" | "char" | "nchar" if scanner.word("varying") => written.name = "varchar".to_owned(),
            "bit" if scanner.word("varying") => written.name = "varbit".to_owned(),
            "interval" => written.fields = scanner.fields(),
            _ => {}
        }
    }
    if scanner.take("(") {
        let end = scanner.rest.find(')').ok_or("lacks a `)`")?;
        let (inside, after) = scanner.rest.split_at(end);
        written.modifiers = inside.split(',').map(|modifier| modifier.trim().to_owned()).collect();
        scanner.rest = after.get(1..).unwrap_or_default().trim_start();
        if written.modifiers.iter().any(String::is_empty) {
            return Err("has an empty place in its parentheses".to_owned());
        }
    }
    if bare && matches!(written.name.as_str(), "time" | "timestamp") {
        let with = scanner.word("with");
        if with || scanner.word("without") {
            if !(scanner.word("time") && scanner.word("zone")) {
                return Err("breaks off: write `with time zone`".to_owned());
            }
            if with {
                written.name.push_str("tz");
            }
        }
    }
    written.array = scanner.word("array");
    while scanner.take("[") {
        written.array = true;
        let digits = scanner.rest.trim_start_matches(|next: char| next.is_ascii_digit());
        scanner.rest = digits.trim_start();
        if !scanner.take("]") {
            return Err("lacks a `]`".to_owned());
        }
    }
    if scanner.rest.is_empty() { Ok(written) } else { Err(format!("has `{}` at its end", scanner.rest)) }
}

/// How the server prints a builtin type, `None` where the name is none of a builtin.
///
/// # Errors
///
/// What is wrong with its modifiers, in words that follow `the type … `.
pub(crate) fn print(written: &Written) -> Result<Option<Printed>, String> {
    if written.schema.as_deref().is_some_and(|schema| schema != "pg_catalog") {
        return Ok(None);
    }
    let catalog_name = written.quoted || written.schema.is_some();
    let base = match written.name.as_str() {
        "char" if catalog_name => "\"char\"",
        "float" if !catalog_name => return float(written).map(Some),
        // These are words of the grammar, no names of types.
        "int" | "integer" | "bigint" | "smallint" | "real" | "boolean" | "dec" | "decimal" | "character" | "nchar"
            if catalog_name =>
        {
            return Ok(None);
        }
        name => match builtin(name) {
            Some(base) => base,
            None => return Ok(None),
        },
    };
    let modifiers = written
        .modifiers
        .iter()
        .map(|modifier| modifier.parse::<i64>().map_err(|_| format!("has `{modifier}` where a number must stand")))
        .collect::<Result<Vec<i64>, String>>()?;
    let text = with_modifiers(base, written, &modifiers, catalog_name)?;
    Ok(Some(Printed { base, text, modifiers }))
}

fn float(written: &Written) -> Result<Printed, String> {
    let base = match written.modifiers.as_slice() {
        [] => "double precision",
        [precision] => match precision.parse::<u32>() {
            Ok(1..=24) => "real",
            Ok(25..=53) => "double precision",
            _ => return Err("takes a precision from 1 to 53".to_owned()),
        },
        _ => return Err("takes one number".to_owned()),
    };
    Ok(Printed { base, text: base.to_owned(), modifiers: Vec::new() })
}

fn with_modifiers(base: &str, written: &Written, modifiers: &[i64], catalog_name: bool) -> Result<String, String> {
    let length = |largest: i64| match modifiers {
        [length] if (1..=largest).contains(length) => Ok(*length),
        _ => Err(format!("takes one length from 1 to {largest}")),
    };
    let precision = || match modifiers {
        [precision] if (0..=6).contains(precision) => Ok(*precision),
        _ => Err("takes one precision from 0 to 6".to_owned()),
    };
    Ok(match (base, modifiers) {
        // In the grammar `char` and `bit` are one character and one bit; under their catalog names they are not.
        ("bpchar", []) if written.name != "bpchar" && !catalog_name => "character(1)".to_owned(),
        ("\"bit\"", []) if !catalog_name => "bit(1)".to_owned(),
        ("interval", _) => {
            let fields = written.fields.as_ref().map_or(String::new(), |fields| format!(" {fields}"));
            if modifiers.is_empty() {
                format!("interval{fields}")
            } else if fields.is_empty() || fields.ends_with("second") {
                format!("interval{fields}({})", precision()?)
            } else {
                return Err("takes a precision only where its fields end with second".to_owned());
            }
        }
        (_, []) => base.to_owned(),
        ("bpchar", _) => format!("character({})", length(10_485_760)?),
        ("character varying", _) => format!("character varying({})", length(10_485_760)?),
        ("\"bit\"", _) => format!("bit({})", length(83_886_080)?),
        ("bit varying", _) => format!("bit varying({})", length(83_886_080)?),
        ("numeric", [precision]) if (1..=1000).contains(precision) => format!("numeric({precision},0)"),
        ("numeric", [precision, scale]) if (1..=1000).contains(precision) && (-1000..=1000).contains(scale) => {
            format!("numeric({precision},{scale})")
        }
        ("numeric", _) => return Err("takes a precision from 1 to 1000 and a scale from -1000 to 1000".to_owned()),
        ("time without time zone" | "timestamp without time zone", _) => {
            base.replacen(' ', &format!("({}) ", precision()?), 1)
        }
        ("time with time zone" | "timestamp with time zone", _) => {
            base.replacen(' ', &format!("({}) ", precision()?), 1)
        }
        _ => return Err("takes no length or precision".to_owned()),
    })
}

/// Takes the parts of a type from the front.
struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    /// An identifier: its name, and whether it stood in quotes.
    fn identifier(&mut self) -> Option<(String, bool)> {
        if let Some(quoted) = self.rest.strip_prefix('"') {
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
                    None => {
                        self.rest = after.trim_start();
                        return (!name.is_empty()).then_some((name, true));
                    }
                }
            }
        }
        let end = self
            .rest
            .find(|next: char| !(next.is_alphanumeric() || next == '_' || next == '$'))
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        let starts_well = name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
        self.rest = rest.trim_start();
        starts_well.then(|| (name.to_ascii_lowercase(), false))
    }

    /// A sign.
    fn take(&mut self, sign: &str) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    /// A word in any case.
    fn word(&mut self, word: &str) -> bool {
        let end = self.rest.find(|next: char| !next.is_alphanumeric()).unwrap_or(self.rest.len());
        let (first, rest) = self.rest.split_at(end);
        let found = first.eq_ignore_ascii_case(word);
        if found {
            self.rest = rest.trim_start();
        }
        found
    }

    /// The fields of an interval.
    fn fields(&mut self) -> Option<String> {
        const FIELDS: &[&str] = &["year", "month", "day", "hour", "minute", "second"];
        let first = FIELDS.iter().find(|field| self.word(field))?;
        if self.word("to")
            && let Some(last) = FIELDS.iter().find(|field| self.word(field))
        {
            return Some(format!("{first} to {last}"));
        }
        Some((*first).to_owned())
    }
}
