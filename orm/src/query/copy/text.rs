//! The text form of COPY: a row a line, columns between tabs.

use bytes::{BufMut, BytesMut};

use crate::value::{ValueError, text_of};

/// Adds a column, escaped; `None` is NULL.
pub(super) fn push(value: Option<&str>, out: &mut BytesMut) {
    let Some(value) = value else { return out.put_slice(b"\\N") };
    for byte in value.bytes() {
        match byte {
            b'\\' => out.put_slice(b"\\\\"),
            b'\n' => out.put_slice(b"\\n"),
            b'\r' => out.put_slice(b"\\r"),
            b'\t' => out.put_slice(b"\\t"),
            _ => out.put_u8(byte),
        }
    }
}

/// The columns of a line.
pub(super) fn columns(line: &[u8]) -> Result<Vec<Option<String>>, ValueError> {
    if line.is_empty() {
        // A row of no columns looks the same, but queries select at least one.
        return Ok(vec![Some(String::new())]);
    }
    line.split(|byte| *byte == b'\t').map(column).collect()
}

fn column(escaped: &[u8]) -> Result<Option<String>, ValueError> {
    if escaped == b"\\N" {
        return Ok(None);
    }
    let text = text_of(escaped)?;
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        out.push(match next {
            '\\' => match rest.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('v') => '\u{b}',
                Some(other) => other,
                None => return Err("a line of COPY ends within an escape".into()),
            },
            other => other,
        });
    }
    Ok(Some(out))
}
