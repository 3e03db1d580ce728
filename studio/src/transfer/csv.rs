//! Comma-separated values as PostgreSQL's COPY has them: NULL is nothing at all, the empty text is `""`. So in a file of one
//! column a line without anything is a NULL.
//! See <https://www.rfc-editor.org/rfc/rfc4180>.

use crate::failure::Failure;

/// Writes a field.
pub fn write(value: Option<&str>, text: &mut String) {
    let Some(value) = value else { return };
    // Alone on a line, `\.` is the end of the data for COPY.
    let plain = !value.is_empty()
        && value != "\\."
        && !value.contains([',', '"', '\n', '\r'])
        && !value.starts_with([' ', '\t'])
        && !value.ends_with([' ', '\t']);
    if plain {
        text.push_str(value);
    } else {
        text.push('"');
        text.push_str(&value.replace('"', "\"\""));
        text.push('"');
    }
}

/// Reads all records. A line without anything is one with a NULL.
///
/// # Errors
/// Where a quote is never closed, or something follows one.
pub fn read(text: &str) -> Result<Vec<Vec<Option<String>>>, Failure> {
    let mut records = Vec::new();
    let mut record: Vec<Option<String>> = Vec::new();
    let mut letters = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
    while letters.peek().is_some() {
        let field = if letters.next_if_eq(&'"').is_some() {
            let mut field = String::new();
            loop {
                match letters.next() {
                    Some('"') if letters.next_if_eq(&'"').is_some() => field.push('"'),
                    Some('"') => break,
                    Some(letter) => field.push(letter),
                    None => {
                        return Err(Failure::request(format!("record {}: a quote is never closed", records.len() + 1)));
                    }
                }
            }
            if !matches!(letters.peek(), None | Some(',' | '\n' | '\r')) {
                return Err(Failure::request(format!(
                    "record {}: something follows a quoted field",
                    records.len() + 1
                )));
            }
            Some(field)
        } else {
            let mut field = String::new();
            while let Some(letter) = letters.next_if(|letter| !matches!(letter, ',' | '\n' | '\r')) {
                field.push(letter);
            }
            Some(field).filter(|field| !field.is_empty())
        };
        record.push(field);
        match letters.next() {
            // Nothing after the last comma is a field too.
            Some(',') if letters.peek().is_none() => record.push(None),
            Some(',') => continue,
            Some('\r') => {
                letters.next_if_eq(&'\n');
            }
            _ => {}
        }
        records.push(std::mem::take(&mut record));
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let rows: [[Option<&str>; 3]; 4] = [
            [Some("a"), None, Some("")],
            [Some("x,\"y\"\r\nz"), Some(" b "), Some("ä")],
            [None, None, None],
            [Some("\\N"), Some("NULL"), None],
        ];
        for end in ["\n", "\r\n"] {
            let mut text = String::new();
            for row in rows {
                for (place, value) in row.into_iter().enumerate() {
                    if place > 0 {
                        text.push(',');
                    }
                    write(value, &mut text);
                }
                text.push_str(end);
            }
            let expected: Vec<Vec<Option<String>>> =
                rows.iter().map(|row| row.iter().map(|value| value.map(str::to_owned)).collect()).collect();
            assert_eq!(read(&text).unwrap(), expected);
            // The last line's end may be missing.
            assert_eq!(read(text.trim_end_matches(['\r', '\n'])).unwrap(), expected);
        }
        assert_eq!(read("a\n\n\nb\n").unwrap().len(), 4);
        assert_eq!(read("").unwrap().len(), 0);
        assert!(read("\"a").is_err());
        assert!(read("\"a\"b").is_err());
    }
}
