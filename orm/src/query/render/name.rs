//! Names and numbers, of which most of a statement is made.

/// A name in quotes; `is_plain` where there is no quote in it.
pub(super) fn quote(name: &str, is_plain: bool, out: &mut String) {
    out.push('"');
    if is_plain {
        out.push_str(name);
    } else {
        out.push_str(&name.replace('"', "\"\""));
    }
    out.push('"');
}

/// A number in digits.
pub(super) fn number(number: usize, out: &mut String) {
    let rest = number / 10;
    if rest > 0 {
        self::number(rest, out);
    }
    // A digit is one byte.
    out.push(char::from_digit((number % 10) as u32, 10).unwrap_or_default());
}
