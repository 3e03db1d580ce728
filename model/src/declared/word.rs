//! From a place in a text to the place in the file that it was read from.

use super::{Place, Places};

impl Places {
    /// The word of a file that is the one at the byte `within` of a text, whose scalar stands at `place`.
    pub fn word(&self, text: &str, place: Place, within: usize) -> Place {
        let Some(file) = self.files.get(place.file) else { return place };
        let Some(source) = file.text.get(place.start..place.end) else { return place };
        let before = file.text.get(..place.start).unwrap_or_default();
        let quote = before.chars().next_back().filter(|last| matches!(last, '\'' | '"'));
        let Some(offset) = in_source(source, text, within, quote) else { return place };
        let start = (place.start + offset).min(place.end.saturating_sub(1)).max(place.start);
        let rest = file.text.get(start..place.end).unwrap_or_default();
        let length =
            rest.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(rest.len());
        let first = rest.chars().next().map_or(1, char::len_utf8);
        Place { file: place.file, start, end: start + length.max(first) }
    }
}

/// The byte of a scalar's source that became the byte `within` of its text: the lines of a block scalar are
/// indented, quoted ones have escapes. Nothing where the two do not go together.
fn in_source(source: &str, text: &str, within: usize, quote: Option<char>) -> Option<usize> {
    if source == text {
        return Some(within);
    }
    let mut rest = source.char_indices().peekable();
    for (offset, character) in text.char_indices() {
        if character.is_whitespace() {
            if offset >= within {
                break;
            }
            continue;
        }
        loop {
            if rest.next_if(|(_, found)| found.is_whitespace()).is_some() {
                continue;
            }
            let mut ahead = rest.clone();
            let is_blank = quote == Some('"')
                && ahead.next().is_some_and(|(_, found)| found == '\\')
                && ahead.next().is_some_and(|(_, found)| matches!(found, 'n' | 'r' | 't'));
            if !is_blank {
                break;
            }
            rest = ahead;
        }
        if quote == Some('"') {
            rest.next_if(|(_, found)| *found == '\\');
        }
        let (at, found) = rest.next()?;
        if found != character {
            return None;
        }
        if offset >= within {
            return Some(at);
        }
        if quote == Some('\'') && character == '\'' {
            rest.next_if(|(_, found)| *found == '\'');
        }
    }
    // After the last character: where the source's own last one stands.
    Some(source.trim_end().char_indices().next_back().map_or(0, |(last, _)| last))
}

#[cfg(test)]
mod tests {
    use super::in_source;

    fn at<'a>(source: &'a str, text: &str, word: &str, quote: Option<char>) -> &'a str {
        let within = text.find(word).unwrap();
        &source[in_source(source, text, within, quote).unwrap()..]
    }

    #[test]
    fn a_text_is_found_in_the_scalar_that_it_was() {
        assert_eq!(at("a > 0", "a > 0", "0", None), "0");
        assert_eq!(at("a > 0\n   and nope\n", "a > 0\nand nope", "nope", None), "nope\n");
        assert_eq!(at("a = \\\"b\\\" + x", "a = \"b\" + x", "x", Some('"')), "x");
        assert_eq!(at("a -- why\\n + x", "a -- why\n + x", "x", Some('"')), "x");
        assert_eq!(at("a = '\\\\' + x", "a = '\\' + x", "x", Some('"')), "x");
        assert_eq!(at("a = ''b'' or x", "a = 'b' or x", "x", Some('\'')), "x");
        assert_eq!(in_source("something else", "a", 0, None), None);
    }
}
