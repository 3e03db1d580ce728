//! Names of objects as probes write them: SQL's own form, quoted where needed, in one line.

use std::fmt;

/// A name with its schema, as a probe looks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectName {
    /// The schema; where it is missing the session's search path decides.
    pub schema: Option<String>,
    /// The name itself, as the catalog has it.
    pub name: String,
}

impl ObjectName {
    /// A name in a schema.
    pub fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }

    /// Reads a name at the start of `text`, and what follows it.
    pub(super) fn read(text: &str) -> Option<(Self, &str)> {
        let (first, rest) = read_part(text)?;
        match rest.strip_prefix('.') {
            Some(rest) => {
                let (name, rest) = read_part(rest)?;
                Some((Self { schema: Some(first), name }, rest))
            }
            None => Some((Self { schema: None, name: first }, rest)),
        }
    }

    /// The name for use in a statement, each part of it in quotes.
    pub(crate) fn quoted(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", quote(schema), quote(&self.name)),
            None => quote(&self.name),
        }
    }
}

/// One name, and what follows it: bare names are folded as the server does, quoted ones taken as they are, `U&"…"` with
/// its escapes resolved.
pub(super) fn read_part(text: &str) -> Option<(String, &str)> {
    if text.get(..3).is_some_and(|opening| opening.eq_ignore_ascii_case("U&\"")) {
        let (escaped, rest) = read_part(text.get(2..)?)?;
        return Some((unescaped(&escaped)?, rest));
    }
    if let Some(quoted) = text.strip_prefix('"') {
        let mut name = String::new();
        let mut rest = quoted;
        loop {
            let (part, after) = rest.split_once('"')?;
            name.push_str(part);
            match after.strip_prefix('"') {
                Some(after) => {
                    name.push('"');
                    rest = after;
                }
                None => return (!name.is_empty()).then_some((name, after)),
            }
        }
    }
    let belongs = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
    let end = text.find(|character| !belongs(character)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let starts = name.chars().next().is_some_and(|first| !first.is_ascii_digit() && first != '$');
    starts.then(|| (name.to_ascii_lowercase(), rest))
}

/// A name as SQL text, in quotes only where it would be folded or misread without.
pub(super) struct Part<'a>(pub &'a str);

impl fmt::Display for Part<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.0.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            && !self.0.starts_with(|first: char| first.is_ascii_digit())
            && !self.0.is_empty();
        if plain {
            formatter.write_str(self.0)
        } else if self.0.chars().any(char::is_control) {
            // A probe is one line.
            write!(formatter, "U&{}", quote(&escaped(self.0)))
        } else {
            formatter.write_str(&quote(self.0))
        }
    }
}

/// A name as it stands in `U&"…"`: what is no character to be seen as its number.
fn escaped(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            control if control.is_control() => text.push_str(&format!("\\{:04X}", u32::from(control))),
            other => text.push(other),
        }
    }
    text
}

/// The name that stands in `U&"…"`: `\` before four digits of a character's number, `\+` before six, or itself.
fn unescaped(text: &str) -> Option<String> {
    let mut name = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        name.push_str(before);
        if let Some(after) = after.strip_prefix('\\') {
            name.push('\\');
            rest = after;
            continue;
        }
        let (after, digits) = after.strip_prefix('+').map_or((after, 4), |after| (after, 6));
        let number = after.get(..digits).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        name.push(char::from_u32(u32::from_str_radix(number, 16).ok()?)?);
        rest = after.get(digits..)?;
    }
    name.push_str(rest);
    Some(name)
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl fmt::Display for ObjectName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(formatter, "{}.", Part(schema))?;
        }
        write!(formatter, "{}", Part(&self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        for (schema, name, text) in [
            ("public", "member_admins", "public.member_admins"),
            ("public", "user", "public.user"),
            ("Sales Dept", "a\"b.c", "\"Sales Dept\".\"a\"\"b.c\""),
            ("öffentlich", "1st", "\"öffentlich\".\"1st\""),
            ("public", "new\nline \\ \"t\"", "public.U&\"new\\000Aline \\\\ \"\"t\"\"\""),
        ] {
            let object = ObjectName::new(schema, name);
            assert_eq!(object.to_string(), text);
            assert_eq!(ObjectName::read(text), Some((object, "")));
        }
        assert_eq!(ObjectName::read("Members x"), Some((ObjectName { schema: None, name: "members".into() }, " x")));
        let written_out = ObjectName { schema: None, name: "a😀b".into() };
        assert_eq!(ObjectName::read("u&\"\\0061\\+01F600b\" x"), Some((written_out, " x")));
        for text in ["", "\"", "\"\"", "a.", ".a", "1a", "\"a", "U&\"\\00\"", "U&\"\\D800\"", "U&\"\\+00zz00\""] {
            assert_eq!(ObjectName::read(text), None, "{text}");
        }
    }
}
