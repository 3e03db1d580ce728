//! Names of objects as probes write them: SQL's own form, quoted where needed.

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

/// One name, and what follows it: bare names are folded as the server does, quoted ones taken as they are.
pub(super) fn read_part(text: &str) -> Option<(String, &str)> {
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
        if plain { formatter.write_str(self.0) } else { formatter.write_str(&quote(self.0)) }
    }
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
        ] {
            let object = ObjectName::new(schema, name);
            assert_eq!(object.to_string(), text);
            assert_eq!(ObjectName::read(text), Some((object, "")));
        }
        assert_eq!(ObjectName::read("Members x"), Some((ObjectName { schema: None, name: "members".into() }, " x")));
        for text in ["", "\"", "\"\"", "a.", ".a", "1a", "\"a"] {
            assert_eq!(ObjectName::read(text), None, "{text}");
        }
    }
}
