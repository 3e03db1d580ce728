//! The marks that version control leaves in a file where a merge was not resolved.

use std::ops::Range;

use crate::{Lexer, TokenKind};

/// What a mark is, in a message about one.
pub const MERGE_MESSAGE: &str = "a merge conflict was left unresolved: version control marked it with this line";

/// What to do about a mark.
pub const MERGE_HELP: &str = "keep what is to stay of the two sides, and take out the lines that begin with `<<<<<<<`, `=======` \
                              and `>>>>>>>`; `git diff --check` names them all";

/// The least number of characters that a mark is made of.
const LENGTH: usize = 7;

/// The lines of a text that look like marks of a merge conflict, each without the end of its line.
pub fn merge_marks(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = text.len() - text.trim_start_matches('\u{feff}').len();
    text.get(start..).unwrap_or_default().split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let line = line.trim_end();
        is_mark(line).then_some(at..at + line.len())
    })
}

/// The first mark of a merge conflict in an SQL text. What stands in a string or a comment may be meant, unless the whole of
/// a conflict stands there.
pub fn merge_mark_in_sql(sql: &str) -> Option<Range<usize>> {
    let marks: Vec<_> = merge_marks(sql).collect();
    if marks.is_empty() {
        return None;
    }
    let begins_with =
        |mark: &Range<usize>, sign: char| sql.get(mark.clone()).is_some_and(|line| line.starts_with(sign));
    let bare: Vec<usize> =
        Lexer::of_file(sql).filter(|token| token.kind == TokenKind::Other).map(|token| token.start).collect();
    let mut rest = marks.as_slice();
    while let [mark, after @ ..] = rest {
        let is_whole = begins_with(mark, '<') && after.iter().any(|later| begins_with(later, '>'));
        if is_whole || bare.binary_search(&mark.start).is_ok() {
            return Some(mark.clone());
        }
        rest = after;
    }
    None
}

fn is_mark(line: &str) -> bool {
    let Some(sign) = line.chars().next().filter(|first| matches!(first, '<' | '|' | '=' | '>')) else { return false };
    let label = line.trim_start_matches(sign);
    let is_long_enough = line.len() - label.len() >= LENGTH;
    is_long_enough && (label.is_empty() || sign != '=' && label.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(sql: &str) -> Option<&str> {
        merge_mark_in_sql(sql).and_then(|mark| sql.get(mark))
    }

    #[test]
    fn each_line_of_a_conflict_is_one() {
        let text = "\u{feff}<<<<<<< HEAD\r\na\r\n||||||| base\r\nb\r\n=======\r\nc\r\n>>>>>>> a branch\r\n";
        let marks: Vec<_> = merge_marks(text).filter_map(|mark| text.get(mark)).collect();
        assert_eq!(marks, ["<<<<<<< HEAD", "||||||| base", "=======", ">>>>>>> a branch"]);
        for text in [" <<<<<<< HEAD", "<<<<<< HEAD", "<<<<<<<HEAD", "======= a", "-- =======", "a <<<<<<< b"] {
            assert_eq!(merge_marks(text).next(), None, "{text}");
        }
    }

    #[test]
    fn the_first_mark_of_a_conflict_in_sql() {
        assert_eq!(mark("SELECT 1;\n<<<<<<< HEAD\nSELECT 2;\n=======\nSELECT 3;\n>>>>>>> b\n"), Some("<<<<<<< HEAD"));
        let body = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> b\n$$;";
        assert_eq!(mark(body), Some("<<<<<<< HEAD"));
        // Who resolved it left one line behind.
        assert_eq!(mark("SELECT 1;\n=======\n"), Some("======="));
        assert_eq!(mark("SELECT 1;\n>>>>>>> b\n"), Some(">>>>>>> b"));
    }

    #[test]
    fn a_line_in_a_string_or_comment_may_be_meant() {
        for sql in ["SELECT 'a\n=======\nb';", "/*\n=======\n Roles\n=======\n*/ SELECT 1;", "SELECT $$\n>>>>>>> b\n$$"]
        {
            assert_eq!(mark(sql), None, "{sql}");
        }
    }
}
