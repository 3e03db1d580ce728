//! The text forms of arrays, composites and ranges: <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>.

use super::ValueError;

/// Which brackets hold the parts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    /// `{…}`, in which NULL is the word.
    List,
    /// `(…)`, in which NULL is nothing.
    Record,
}

/// Takes `{a,"b",NULL}` or `(a,"b",)` apart.
pub(super) fn parts(text: &str, closing: Closing) -> Result<Vec<Option<String>>, ValueError> {
    let brackets = match closing {
        Closing::List => ('{', '}'),
        Closing::Record => ('(', ')'),
    };
    let inside = text
        .strip_prefix(brackets.0)
        .and_then(|text| text.strip_suffix(brackets.1))
        .ok_or("brackets are missing in a value's text")?;
    if inside.is_empty() && closing == Closing::List {
        return Ok(Vec::new());
    }
    let mut parts = Vec::new();
    let mut part = Part::default();
    let mut characters = inside.chars().peekable();
    let mut within = false;
    while let Some(each) = characters.next() {
        match each {
            '"' if !within => {
                within = true;
                part.quoted = true;
            }
            // A quote inside is doubled in composites.
            '"' if characters.peek() == Some(&'"') => {
                characters.next();
                part.text.push('"');
            }
            '"' => within = false,
            '\\' => part.text.extend(characters.next()),
            ',' if !within => parts.push(std::mem::take(&mut part).finish(closing)),
            '{' if !within && closing == Closing::List => return Err(super::list::DIMENSIONS.into()),
            other => part.text.push(other),
        }
    }
    parts.push(part.finish(closing));
    Ok(parts)
}

#[derive(Default)]
struct Part {
    text: String,
    quoted: bool,
}

impl Part {
    fn finish(self, closing: Closing) -> Option<String> {
        let null = match closing {
            Closing::List => self.text == "NULL",
            Closing::Record => self.text.is_empty(),
        };
        (self.quoted || !null).then_some(self.text)
    }
}

/// Writes a part in quotes, in the form that arrays, composites and ranges read.
pub(super) fn quote(part: &str, out: &mut String) {
    out.push('"');
    for each in part.chars() {
        if matches!(each, '"' | '\\') {
            out.push('\\');
        }
        out.push(each);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_taken_apart() {
        let found = parts(r#"{a,"b,\"c","",NULL,"NULL"}"#, Closing::List).unwrap();
        let found: Vec<_> = found.iter().map(Option::as_deref).collect();
        assert_eq!(found, [Some("a"), Some("b,\"c"), Some(""), None, Some("NULL")]);
        let found = parts(r#"(a,,"","x""y\\")"#, Closing::Record).unwrap();
        let found: Vec<_> = found.iter().map(Option::as_deref).collect();
        assert_eq!(found, [Some("a"), None, Some(""), Some("x\"y\\")]);
        assert!(parts("{}", Closing::List).unwrap().is_empty());
        assert!(parts("{{1},{2}}", Closing::List).is_err());
        assert!(parts("x", Closing::List).is_err());
    }
}
