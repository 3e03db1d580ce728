//! Files of text, and where one is none.

use std::fmt;
use std::io;
use std::path::Path;

use super::diagnostics::line_and_column;
use crate::declared::Place;

/// Reads a file of UTF-8 text.
///
/// # Errors
/// Whatever keeps it from being read; where it is no text, the error says at which line and column it is not.
pub fn read(path: &Path) -> io::Result<String> {
    of_bytes(std::fs::read(path)?)
}

/// The text of bytes.
fn of_bytes(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let start = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(start).copied().unwrap_or_default();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let place = Place { file: 0, start, end: start + char::REPLACEMENT_CHARACTER.len_utf8() };
        io::Error::new(io::ErrorKind::InvalidData, NotUtf8 { text, place, byte })
    })
}

/// That a file is not UTF-8 text.
#[derive(Clone, Debug)]
pub(super) struct NotUtf8 {
    /// The text, a sign for each part that is none.
    pub(super) text: String,
    /// Where the first of these is in it.
    pub(super) place: Place,
    byte: u8,
}

impl NotUtf8 {
    /// Of an error of [`read`].
    pub(super) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    /// Which byte it is.
    pub(super) fn words(&self) -> String {
        format!("the byte 0x{:02X} is no part of a character here", self.byte)
    }
}

impl fmt::Display for NotUtf8 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = line_and_column(&self.text, self.place.start);
        write!(
            formatter,
            "it is not UTF-8 text: line {line}, column {column}: {}; save the file as UTF-8",
            self.words()
        )
    }
}

impl std::error::Error for NotUtf8 {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_that_is_no_text_is_named() {
        assert_eq!(of_bytes("größe".into()).ok().as_deref(), Some("größe"));
        let error = of_bytes(b"a: \xc3\xa4\nb: gr\xf6\xdfe\n".to_vec()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "it is not UTF-8 text: line 2, column 6: the byte 0xF6 is no part of a character here; save the file as UTF-8"
        );
        let fault = NotUtf8::of(&error).unwrap();
        assert_eq!(fault.text.get(fault.place.start..fault.place.end), Some("\u{fffd}"));
    }
}
