//! What `pg_get_indexdef` says of an index on expressions: the text of each expression, and whether a collation and an
//! operator class follow it. An expression has a type and a collation of its own that no catalog column holds, so
//! only the server knows when those of the index differ.

use super::reader::{Fields, FromRow};
use super::settled::settled;

/// What the server prints for an index.
pub(super) struct Row {
    pub(super) oid: u32,
    /// Its key parts without collation, class and order.
    keys: Vec<String>,
    /// The whole definition from the first key part on.
    tail: String,
}

/// The texts of indexes. The tail starts behind a head made by the server's own quoting.
macro_rules! texts {
    ($condition:literal) => {
        concat!(
            "select i.indexrelid,
                array(select coalesce(pg_get_indexdef(i.indexrelid, n, false), '')
                    from generate_series(1, i.indnkeyatts::int4) n order by n),
                coalesce(substr(pg_get_indexdef(i.indexrelid), 1 + length(format('CREATE %sINDEX %I ON %s%I.%I USING %I (',
                    case when i.indisunique then 'UNIQUE ' end, c.relname,
                    case when t.relkind = 'p' and c.relkind = 'I' then 'ONLY ' end, n.nspname, t.relname, m.amname))), '')
            from pg_index i
                join pg_class c on c.oid = i.indexrelid
                join pg_class t on t.oid = i.indrelid
                join pg_namespace n on n.oid = t.relnamespace
                join pg_am m on m.oid = c.relam
            where ",
            $condition
        )
    };
}

/// The texts of the indexes on expressions, which are known to be needed before anything has been read.
pub(super) const OF_EXPRESSIONS: &str = texts!("i.indexrelid >= 16384 and i.indexprs is not null");

/// The texts of the indexes in `$1`.
pub(super) const SQL: &str = texts!("i.indexrelid = any($1)");

impl FromRow for Row {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        let (oid, keys, tail): (_, Vec<String>, String) = (fields.next()?, fields.next()?, fields.next()?);
        Ok(Self { oid, keys: keys.into_iter().map(settled).collect(), tail: settled(tail) })
    }
}

/// A printed index, taken apart.
pub(super) struct IndexText(Vec<Element>);

/// A key part as the server prints it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// The column or expression.
    pub(super) key: String,
    /// Whether COLLATE follows it.
    pub(super) has_collation: bool,
    /// Whether an operator class follows.
    pub(super) has_class: bool,
}

impl IndexText {
    pub(super) fn new(row: Row) -> Self {
        let mut rest = row.tail.as_str();
        let mut elements = Vec::new();
        for key in row.keys {
            rest = rest.strip_prefix(key.as_str()).unwrap_or_default();
            let (said, after) = take_element(rest);
            rest = after;
            let (has_collation, said) = match said.strip_prefix(" COLLATE ") {
                Some(after) => (true, skip_name(after)),
                None => (false, said),
            };
            // Keywords are printed in capitals, and a name with capitals stands in quotes.
            let next = said.trim_start().chars().next();
            let has_class = next.is_some_and(|first| !first.is_ascii_uppercase());
            elements.push(Element { key, has_collation, has_class });
        }
        Self(elements)
    }

    /// The key part at a position, from 0.
    pub(super) fn element(&self, position: usize) -> Option<&Element> {
        self.0.get(position)
    }
}

/// Cuts off what stands before the comma or closing parenthesis that ends an element; what follows begins with the
/// next one. Names and constants in quotes, and the parentheses around parameters, are stepped over.
fn take_element(text: &str) -> (&str, &str) {
    let (mut depth, mut quote) = (0_usize, None);
    for (position, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')' | ',') if depth == 0 => {
                let (element, after) = text.split_at(position);
                return (element, after.trim_start_matches([',', ' ']));
            }
            (None, ')') => depth -= 1,
            (None, _) => {}
        }
    }
    (text, "")
}

/// Steps over a name, qualified or not, quoted or not.
fn skip_name(text: &str) -> &str {
    let mut quoted = false;
    let end = text.find(|character| {
        quoted ^= character == '"';
        character == ' ' && !quoted
    });
    end.and_then(|end| text.get(end..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(keys: &[&str], tail: &str) -> Vec<(bool, bool)> {
        let row = Row { oid: 1, keys: keys.iter().map(|&key| key.to_owned()).collect(), tail: tail.to_owned() };
        IndexText::new(row).0.iter().map(|element| (element.has_collation, element.has_class)).collect()
    }

    #[test]
    fn what_follows_a_key_is_found() {
        assert_eq!(elements(&["lower(a)", "b"], "lower(a), b)"), [(false, false), (false, false)]);
        assert_eq!(elements(&["lower(a)", "b"], "lower(a) DESC NULLS LAST, b)"), [(false, false), (false, false)]);
        assert_eq!(
            elements(
                &["lower(\"a,)\")", "(x)"],
                "lower(\"a,)\") COLLATE \"C\" text_pattern_ops, (x) \"My ops\" (n='2,)') NULLS FIRST) WHERE (a, b)"
            ),
            [(true, true), (false, true)]
        );
        assert_eq!(elements(&["lower(a)"], "lower(a) COLLATE \"a b\".\"c d\" DESC)"), [(true, false)]);
    }
}
