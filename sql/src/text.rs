//! The text of a statement, with what it captures and where its parts stand.

use evenkeel_model::Diagnostic;
use evenkeel_model::declared::Place;
use sqlparser::ast::{
    Delete, Expr, Ident, Insert, ObjectName, OrderBy, Query, Select, SelectItem, SetExpr, Spanned, Statement,
    TableFactor, TableObject, TableWithJoins, Update, ValueWithSpan,
};
use sqlparser::tokenizer::Span;

/// The text as it goes to the server: each `{name}` has become a `$1`.
pub(crate) struct Text {
    sql: String,
    /// The same for the parser, without the words that it does not know and that mean nothing here.
    parsed: String,
    captures: Vec<String>,
    /// Whether a `$1` was written.
    is_numbered: bool,
}

/// A place, for errors.
pub(crate) struct At(pub(crate) Span);

impl Placed for At {
    fn placed(&self) -> Span {
        self.0
    }
}

impl Placed for Ident {
    fn placed(&self) -> Span {
        self.span
    }
}

impl Placed for ValueWithSpan {
    fn placed(&self) -> Span {
        self.span
    }
}

/// A part of a statement that knows where it stands.
pub(crate) trait Placed {
    fn placed(&self) -> Span;
}

macro_rules! placed {
    ($($part:ty),*) => {
        $(
            impl Placed for $part {
                fn placed(&self) -> Span {
                    self.span()
                }
            }
        )*
    };
}

placed!(
    Delete,
    Expr,
    Insert,
    ObjectName,
    OrderBy,
    Query,
    Select,
    SelectItem,
    SetExpr,
    Statement,
    TableFactor,
    TableObject,
    TableWithJoins,
    Update
);

impl Text {
    /// Takes the captures out. Nothing moves: `{name}` is as long as what takes its place, blanks included.
    pub(crate) fn new(written: &str) -> Result<Self, Box<Diagnostic>> {
        let mut text = Self {
            sql: String::with_capacity(written.len()),
            parsed: String::new(),
            captures: Vec::new(),
            is_numbered: false,
        };
        let mut rest = written;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '{' => text.capture(rest, written)?,
                _ => {
                    let whole = quoted(rest);
                    let is_number = first == '$' && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
                    text.is_numbered |= is_number && whole.is_none();
                    let length = whole.unwrap_or(first.len_utf8());
                    text.sql.push_str(rest.get(..length).unwrap_or_default());
                    length
                }
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        text.parsed = without_strengths(&text.sql);
        Ok(text)
    }

    /// The text for the parser, as long as the other.
    pub(crate) fn parsed(&self) -> &str {
        &self.parsed
    }

    fn capture(&mut self, rest: &str, written: &str) -> Result<usize, Box<Diagnostic>> {
        let start = written.len() - rest.len();
        let inner = rest.get(1..).and_then(|rest| rest.split_once('}')).map(|(inner, _)| inner.trim());
        let is_name = |name: &&str| {
            let name = name.strip_prefix("r#").unwrap_or(name);
            name.starts_with(|first: char| first.is_alphabetic() || first == '_')
                && name.chars().all(|each| each.is_alphanumeric() || each == '_')
        };
        let Some(name) = inner.filter(is_name) else {
            let place = Place { file: 0, start, end: start + 1 };
            let error = Diagnostic::error("capture", place, "between braces stands the name of a variable");
            return Err(Box::new(error.with_help("write `{name}`, or `$1` and the expression behind the statement")));
        };
        let length = rest.find('}').map_or(rest.len(), |end| end + 1);
        let known = self.captures.iter().position(|known| known == name);
        let index = known.unwrap_or(self.captures.len());
        if known.is_none() {
            self.captures.push(name.to_owned());
        }
        let number = format!("${}", index + 1);
        self.sql.push_str(&number);
        let blanks = rest.get(..length).map_or(0, str::len).saturating_sub(number.len());
        self.sql.extend(std::iter::repeat_n(' ', blanks));
        Ok(length)
    }

    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    /// The same with a cast behind each parameter for whose number there is one.
    pub(crate) fn with_casts<'c>(&self, cast: impl Fn(usize) -> Option<&'c str>) -> String {
        let mut sql = String::with_capacity(self.sql.len());
        let mut rest = self.sql.as_str();
        while let Some(first) = rest.chars().next() {
            let length = quoted(rest).unwrap_or_else(|| match rest.strip_prefix('$') {
                Some(number) => 1 + number.bytes().take_while(u8::is_ascii_digit).count(),
                None => first.len_utf8(),
            });
            let (part, others) = rest.split_at_checked(length).unwrap_or((rest, ""));
            sql.push_str(part);
            let number = part.strip_prefix('$').and_then(|number| number.parse().ok());
            if let Some(data_type) = number.and_then(&cast) {
                sql.push_str("::");
                sql.push_str(data_type);
            }
            rest = others;
        }
        sql
    }

    /// The names that stand in braces, in the order of their parameters.
    pub(crate) fn captures(&self) -> &[String] {
        &self.captures
    }

    /// Whether a parameter has a number that was written.
    pub(crate) fn is_numbered(&self) -> bool {
        self.is_numbered
    }

    /// What a parameter is called in the statement.
    pub(crate) fn parameter_name(&self, index: usize) -> String {
        match self.captures.get(index) {
            Some(name) => format!("{{{name}}}"),
            None => format!("${}", index + 1),
        }
    }

    /// The bytes of a place.
    pub(crate) fn place(&self, span: Span) -> (usize, usize) {
        let start = self.byte(span.start.line, span.start.column);
        let end = self.byte(span.end.line, span.end.column);
        // A name in braces is longer than its number.
        let mut end = end.max(start);
        let is_number = self.sql.get(start..end).is_some_and(|part| part.starts_with('$'));
        if is_number && !self.captures.is_empty() {
            end += self.sql.get(end..).map_or(0, |rest| rest.len() - rest.trim_start_matches(' ').len());
        }
        (start, end)
    }

    /// The byte of a line and a column, both from 1.
    fn byte(&self, line: u64, column: u64) -> usize {
        let (line, column) = (usize::try_from(line).unwrap_or(0), usize::try_from(column).unwrap_or(0));
        let mut start = 0;
        for (number, text) in self.sql.split_inclusive('\n').enumerate() {
            if number + 1 == line {
                let within: usize = text.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
                return start + within;
            }
            start += text.len();
        }
        start
    }

    /// An error at a place.
    pub(crate) fn error(&self, code: &'static str, start: usize, end: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, Place { file: 0, start, end }, message)
    }

    /// An error that the parser words: it says where by line and column.
    pub(crate) fn syntax(&self, message: &str) -> Diagnostic {
        let message = message.trim_start_matches("sql parser error: ");
        let (words, place) = match message.rsplit_once(" at Line: ") {
            Some((words, place)) => (words, Some(place)),
            None => (message, None),
        };
        let numbers = place.and_then(|place| {
            let (line, column) = place.split_once(", Column: ")?;
            Some((line.trim().parse().ok()?, column.trim().parse().ok()?))
        });
        let start = numbers.map_or(self.sql.trim_end().len(), |(line, column)| self.byte(line, column));
        let length = self.sql.get(start..).map_or(0, |rest| rest.find(char::is_whitespace).unwrap_or(rest.len()));
        self.error(
            "syntax",
            start,
            start + length.max(1),
            format!("this is no SQL that `sql!` knows: {}", words.trim()),
        )
    }
}

/// Takes out how strong a row's lock is: `FOR NO KEY UPDATE` and `FOR KEY SHARE`.
fn without_strengths(sql: &str) -> String {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = sql.get(at..).filter(|rest| !rest.is_empty()) {
        let length = quoted(rest).unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8));
        if rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
            words.push((at, rest.get(..length).unwrap_or_default()));
        }
        at += length;
    }
    let mut parsed = sql.to_owned();
    let is =
        |word: Option<&(usize, &str)>, wanted: &str| word.is_some_and(|(_, word)| word.eq_ignore_ascii_case(wanted));
    let mut blank = |word: Option<&(usize, &str)>| {
        if let Some((start, word)) = word {
            parsed.replace_range(*start..start + word.len(), &" ".repeat(word.len()));
        }
    };
    for index in 0..words.len() {
        if !is(words.get(index), "for") {
            continue;
        }
        let (first, second, third) = (words.get(index + 1), words.get(index + 2), words.get(index + 3));
        if is(first, "no") && is(second, "key") && is(third, "update") {
            blank(first);
            blank(second);
        } else if is(first, "key") && is(second, "share") {
            blank(first);
        }
    }
    parsed
}

/// The length of what is quoted, or a comment, at the start of a text.
fn quoted(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let closed = |open: usize, close: &str| {
        text.get(open..).and_then(|rest| rest.find(close)).map_or(text.len(), |end| open + end + close.len())
    };
    match bytes.first()? {
        b'\'' => Some(closed(1, "'")),
        b'"' => Some(closed(1, "\"")),
        b'e' | b'E' if bytes.get(1) == Some(&b'\'') => {
            let mut escaped = false;
            let end = text.char_indices().skip(2).find(|(_, each)| {
                let ends = *each == '\'' && !escaped;
                escaped = *each == '\\' && !escaped;
                ends
            });
            Some(end.map_or(text.len(), |(index, _)| index + 1))
        }
        b'-' if text.starts_with("--") => Some(closed(2, "\n")),
        b'/' if text.starts_with("/*") => Some(closed(2, "*/")),
        b'$' => {
            let (tag, _) = text.get(1..)?.split_once('$')?;
            let is_tag = tag.chars().all(|each| each.is_alphanumeric() || each == '_')
                && !tag.starts_with(|first: char| first.is_ascii_digit());
            is_tag.then(|| closed(tag.len() + 2, &format!("${tag}$")))
        }
        first if first.is_ascii_alphabetic() => {
            // A whole word, so that the `e` at its end opens no string, and `$1` in it is no parameter.
            Some(text.find(|each: char| !(each.is_alphanumeric() || matches!(each, '_' | '$'))).unwrap_or(text.len()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_become_parameters_and_nothing_moves() {
        let written = "select '{a}', {user_id} from t where a = {b} and c = {user_id} -- {d}\nand e = '{}' and x = E'\\'{f}' or \"{g}\" = $$ {h} $$";
        let text = Text::new(written).unwrap();
        assert_eq!(text.captures(), ["user_id", "b"]);
        assert_eq!(text.sql().len(), written.len());
        assert!(text.sql().starts_with("select '{a}', $1        from t where a = $2  and c = $1        -- {d}\nand"));
        assert!(text.sql().ends_with("E'\\'{f}' or \"{g}\" = $$ {h} $$"));
    }

    #[test]
    fn casts_stand_behind_parameters_and_nowhere_else() {
        let text = Text::new("select '$1', $1, $10 from \"$1\" -- $1\nwhere $2 = $1 and $t$ $1 $t$ = a$1").unwrap();
        assert_eq!(
            text.with_casts(|number| (number == 1).then_some("public.address")),
            "select '$1', $1::public.address, $10 from \"$1\" -- $1\nwhere $2 = $1::public.address and $t$ $1 $t$ = a$1"
        );
    }

    #[test]
    fn braces_without_a_name_are_refused() {
        for wrong in ["select {}", "select {1}", "select {a.b}", "select {a"] {
            assert!(Text::new(wrong).is_err(), "{wrong}");
        }
    }
}
