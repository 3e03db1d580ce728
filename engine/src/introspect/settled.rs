//! Expressions as the server prints them once it has read its own text.
//!
//! One form does not come back as it was printed: the list of an `IN`, or of `= ANY (ARRAY[…])`, whose values the server
//! turned into those of another type all at once, above all `varchar_column IN ('a', 'b')`. It prints the cast behind the
//! list, and reading that puts the cast on each value, which is what it prints from then on, so that a dump that was loaded
//! differs from its database too. What it would print then is what is taken for the text, so that both are the same.

/// The text after it was read and printed once more, as far as it is of that form.
pub fn settled(text: String) -> String {
    if !text.contains(OPENING) {
        return text;
    }
    let mut result = String::new();
    let mut rest = text.as_str();
    while let Some((plain, list)) = next(rest) {
        let Some((values, data_type, after)) = list_with_cast(list) else {
            let (passed, left) = rest.split_at(plain.len() + OPENING.len());
            result.push_str(passed);
            rest = left;
            continue;
        };
        let cast: Vec<_> = values.iter().map(|value| format!("({value})::{data_type}")).collect();
        result.push_str(plain);
        result.push_str(&format!("ARRAY[{}]", cast.join(", ")));
        rest = after;
    }
    result.push_str(rest);
    result
}

const OPENING: &str = "(ARRAY[";

/// What is before the next list outside of quotes, and what follows its opening.
fn next(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (index, character) in text.char_indices() {
        step(&mut quote, character);
        let (before, from) = text.split_at_checked(index)?;
        if quote.is_none()
            && let Some(list) = from.strip_prefix(OPENING)
        {
            return Some((before, list));
        }
    }
    None
}

/// Goes over a character. A quote in quotes is doubled, in `E'…'` too, and so closes and opens again.
fn step(quote: &mut Option<char>, character: char) {
    match *quote {
        Some(open) if open == character => *quote = None,
        None if matches!(character, '\'' | '"') => *quote = Some(character),
        _ => {}
    }
}

/// The values of a list, the type to which they are cast all at once, and what follows; nothing where that is not so.
fn list_with_cast(text: &str) -> Option<(Vec<&str>, &str, &str)> {
    let (mut quote, mut depth, mut begun) = (None, 0_u32, 0);
    let mut values = Vec::new();
    for (index, character) in text.char_indices() {
        step(&mut quote, character);
        if quote.is_some() {
            continue;
        }
        match character {
            '(' | '[' => depth += 1,
            ']' if depth == 0 => {
                values.push(text.get(begun..index)?);
                let after = text.get(index..)?.strip_prefix("])::")?;
                let (element, after) = after.split_once("[]")?;
                let is_name = |character: char| character.is_alphanumeric() || " _.\"".contains(character);
                let is_plain = values.iter().all(|value| !value.is_empty() && !value.starts_with("ARRAY["));
                return (is_plain && element.chars().all(is_name)).then_some((values, element, after));
            }
            ')' | ']' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                values.push(text.get(begun..index)?);
                begun = index + 2;
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::settled;

    #[test]
    fn a_cast_behind_a_list_goes_to_its_values() {
        for (printed, read_again) in [
            (
                "((a)::text = ANY ((ARRAY['x'::character varying, 'it''s, ]'::character varying])::text[]))",
                "((a)::text = ANY (ARRAY[('x'::character varying)::text, ('it''s, ]'::character varying)::text]))",
            ),
            (
                "(b = ANY ((ARRAY[f(1, 2), 3])::numeric[])) AND c",
                "(b = ANY (ARRAY[(f(1, 2))::numeric, (3)::numeric])) AND c",
            ),
            ("('(ARRAY[1])::text[]' = a)", "('(ARRAY[1])::text[]' = a)"),
            ("f((ARRAY[a]) || (ARRAY[b])::text[])", "f((ARRAY[a]) || ARRAY[(b)::text])"),
            ("(ARRAY[ARRAY[1]])::text[]", "(ARRAY[ARRAY[1]])::text[]"),
        ] {
            assert_eq!(settled(printed.to_owned()), read_again);
            assert_eq!(settled(read_again.to_owned()), read_again);
        }
    }
}
