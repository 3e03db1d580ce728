//! The word that PostgreSQL takes from an expression for the name of an index on it (`FigureIndexColname`).

use evenkeel_lexer::{Lexer, TokenKind};

/// The name of an expression: that of a column or of the outermost function, the type of a cast where there is neither.
pub(super) fn column_name(expression: &str) -> Option<String> {
    figure(&tokens(expression)).map(|(name, _)| name)
}

/// The identifiers of an expression that may be columns: no functions, no schemas, nothing in quotes.
pub(super) fn identifiers(expression: &str) -> Vec<String> {
    let tokens = tokens(expression);
    let sign = |position: Option<usize>, wanted: &str| {
        position.and_then(|position| tokens.get(position)).is_some_and(|token| token.is_sign(wanted))
    };
    tokens
        .iter()
        .enumerate()
        .filter_map(|(position, token)| match token {
            Token::Word { name, .. }
                if !sign(position.checked_add(1), "(")
                    && !sign(position.checked_add(1), ".")
                    && !sign(position.checked_sub(1), "::") =>
            {
                Some(name.clone())
            }
            _ => None,
        })
        .collect()
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// An identifier or keyword, quotes undone and unquoted capitals made small.
    Word { name: String, quoted: bool },
    /// A number or string.
    Constant,
    /// Anything else, brackets and `::` each their own.
    Sign(String),
}

impl Token {
    fn is_sign(&self, sign: &str) -> bool {
        matches!(self, Self::Sign(text) if text == sign)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word { name, quoted: false } if name == word)
    }
}

/// The name, and how strong it is: 2 for columns and functions, 1 for types and `case`.
fn figure(tokens: &[Token]) -> Option<(String, u8)> {
    let tokens = without_parentheses(tokens);
    if let Some(position) = outermost(tokens, |token| token.is_sign("::")) {
        let (value, cast) = tokens.split_at(position);
        // Only a cast of the whole: in `a + b::int` the sum is outermost.
        if outermost(tokens, is_operator).is_none() {
            return match figure(value) {
                Some((name, 2)) => Some((name, 2)),
                _ => type_name(cast.get(1..)?).map(|name| (name, 1)),
            };
        }
    }
    if let Some(position) = outermost(tokens, |token| token.is_word("collate")) {
        return figure(tokens.get(..position)?);
    }
    if let Some(position) = outermost(tokens, |token| token.is_word("at"))
        && tokens.get(position + 1).is_some_and(|token| token.is_word("time"))
    {
        // The grammar makes a call of the function `timezone` of it.
        return Some(("timezone".to_owned(), 2));
    }
    match tokens {
        [first, inside @ .., last] if first.is_word("case") && last.is_word("end") => match otherwise(inside) {
            Some((name, 2)) => Some((name, 2)),
            _ => Some(("case".to_owned(), 1)),
        },
        [Token::Word { name, quoted: false }, Token::Sign(open), inside @ .., Token::Sign(close)]
            if name == "cast" && open == "(" && close == ")" =>
        {
            let position = outermost(inside, |token| token.is_word("as"))?;
            match figure(inside.get(..position)?) {
                Some((name, 2)) => Some((name, 2)),
                _ => type_name(inside.get(position + 1..)?).map(|name| (name, 1)),
            }
        }
        _ => path(tokens).map(|name| (name, 2)),
    }
}

/// The name of what follows ELSE, given what stands between CASE and END.
fn otherwise(inside: &[Token]) -> Option<(String, u8)> {
    let mut nested = 0_i32;
    let mut found = None;
    for (position, token) in inside.iter().enumerate() {
        if token.is_word("case") {
            nested += 1;
        } else if token.is_word("end") {
            nested -= 1;
        } else if nested == 0 && token.is_word("else") {
            found = Some(position);
        }
    }
    figure(inside.get(found? + 1..)?)
}

/// The function behind `trim(...)`, which is a word of the grammar.
fn trim(arguments: &[Token]) -> String {
    let word = |word: &str| arguments.get(1).is_some_and(|token| token.is_word(word));
    let name = if word("leading") {
        "ltrim"
    } else if word("trailing") {
        "rtrim"
    } else {
        "btrim"
    };
    name.to_owned()
}

/// The last name of `a.b.c`, with or without arguments after it.
fn path(tokens: &[Token]) -> Option<String> {
    let mut rest = tokens;
    loop {
        let [Token::Word { name, quoted }, after @ ..] = rest else { return None };
        match after {
            [] => {
                // Words that are values of their own take their own name, truth values none.
                return (!matches!(name.as_str(), "true" | "false" | "null") || *quoted).then(|| name.clone());
            }
            [Token::Sign(dot), next @ ..] if dot == "." => rest = next,
            [Token::Sign(open), ..] if open == "(" && closing(after) == Some(after.len() - 1) => {
                return Some(if name == "trim" && !quoted { trim(after) } else { name.clone() });
            }
            [Token::Sign(open), ..] if open == "[" && after.last().is_some_and(|last| last.is_sign("]")) => {
                return Some(name.clone());
            }
            _ => return None,
        }
    }
}

/// The last name of a type, as `pg_type` has it.
fn type_name(tokens: &[Token]) -> Option<String> {
    let mut name = None;
    for token in tokens {
        match token {
            Token::Word { name: word, .. } if name.is_none() => name = Some(word.clone()),
            Token::Sign(dot) if dot == "." => name = None,
            _ => {}
        }
    }
    Some(match name?.as_str() {
        "integer" | "int" => "int4".to_owned(),
        "bigint" => "int8".to_owned(),
        "smallint" => "int2".to_owned(),
        "boolean" => "bool".to_owned(),
        "real" => "float4".to_owned(),
        "double" | "float" => "float8".to_owned(),
        "decimal" | "dec" => "numeric".to_owned(),
        "char" | "character" | "varchar"
            if tokens.iter().any(|token| token.is_word("varying") || token.is_word("varchar")) =>
        {
            "varchar".to_owned()
        }
        "char" | "character" => "bpchar".to_owned(),
        "timestamp" if tokens.iter().any(|token| token.is_word("with")) => "timestamptz".to_owned(),
        "time" if tokens.iter().any(|token| token.is_word("with")) => "timetz".to_owned(),
        other => other.to_owned(),
    })
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Sign(sign) => !matches!(sign.as_str(), "(" | ")" | "[" | "]" | "." | "::" | ","),
        Token::Word { name, quoted: false } => {
            matches!(name.as_str(), "and" | "or" | "not" | "is" | "in" | "like" | "ilike" | "between" | "at")
        }
        _ => false,
    }
}

/// The position of the last token outside all brackets that is wanted.
fn outermost(tokens: &[Token], wanted: impl Fn(&Token) -> bool) -> Option<usize> {
    let mut depth = 0_i32;
    let mut found = None;
    for (position, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign(sign) if sign == "(" || sign == "[" => depth += 1,
            Token::Sign(sign) if sign == ")" || sign == "]" => depth -= 1,
            token if depth == 0 && wanted(token) => found = Some(position),
            _ => {}
        }
    }
    found
}

/// Where the bracket that opens the tokens closes.
fn closing(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_i32;
    for (position, token) in tokens.iter().enumerate() {
        if token.is_sign("(") {
            depth += 1;
        } else if token.is_sign(")") {
            depth -= 1;
            if depth == 0 {
                return Some(position);
            }
        }
    }
    None
}

fn without_parentheses(tokens: &[Token]) -> &[Token] {
    match tokens {
        [Token::Sign(open), inside @ .., Token::Sign(_)]
            if open == "(" && closing(tokens) == Some(tokens.len() - 1) =>
        {
            without_parentheses(inside)
        }
        _ => tokens,
    }
}

/// The tokens without comments and space.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    // Where a number ends: letters right behind it belong to it.
    let mut number = None;
    for piece in Lexer::new(text) {
        let words = text.get(piece.start..piece.end).unwrap_or_default();
        match piece.kind {
            TokenKind::Space | TokenKind::LineComment | TokenKind::BlockComment => {}
            TokenKind::Word if number == Some(piece.start) => {}
            TokenKind::Word => {
                tokens.push(Token::Word { name: words.to_lowercase(), quoted: false });
            }
            _ if words.starts_with('"') => {
                let inside = words.strip_prefix('"').and_then(|words| words.strip_suffix('"')).unwrap_or_default();
                tokens.push(Token::Word { name: inside.replace("\"\"", "\""), quoted: true });
            }
            // Quotes of any sort are longer than the one character of a sign.
            _ if words.starts_with(|first: char| first.is_ascii_digit()) => {
                number = Some(piece.end);
                tokens.push(Token::Constant);
            }
            _ if words.len() > 1 && words.ends_with(['\'', '$']) => tokens.push(Token::Constant),
            _ => match tokens.last_mut() {
                Some(Token::Sign(sign)) if sign == ":" && words == ":" => sign.push(':'),
                _ => tokens.push(Token::Sign(words.to_owned())),
            },
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_have_the_names_that_postgres_gives() {
        for (expression, name) in [
            ("lower(name)", Some("lower")),
            ("pg_catalog.lower(name)", Some("lower")),
            ("(lower(name))", Some("lower")),
            ("name", Some("name")),
            ("a || b", None),
            ("lower(a) || b", None),
            ("coalesce(a, b)", Some("coalesce")),
            ("(payload ->> 'id')", None),
            ("(payload ->> 'id')::integer", Some("int4")),
            ("name::text", Some("name")),
            ("cast(a + 1 as bigint)", Some("int8")),
            ("name collate \"C\"", Some("name")),
            ("tags[1]", Some("tags")),
            ("trim(both from a)", Some("btrim")),
            ("case when a then b else c end", Some("c")),
            ("case when a then lower(b) end", Some("case")),
            ("(at at time zone 'utc')::date", Some("timezone")),
        ] {
            assert_eq!(column_name(expression).as_deref(), name, "{expression}");
        }
    }

    #[test]
    fn columns_are_told_from_functions_and_text() {
        assert_eq!(identifiers("lower(\"Name\") <> 'role' and s.role::text = x"), ["Name", "and", "role", "x"]);
        assert_eq!(identifiers("a > 1e5 /* b */ or $x$ c $x$ = E'd' -- e"), ["a", "or"]);
    }
}
