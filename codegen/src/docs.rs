//! Doc comments of what is emitted.

use proc_macro2::TokenStream;
use quote::quote;

/// Doc attributes for a comment of the database and a line of our own below it.
pub(crate) fn attributes(comment: Option<&str>, last: &str) -> TokenStream {
    let mut lines: Vec<String> = comment.into_iter().flat_map(str::lines).map(escape).collect();
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(last.to_owned());
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Doc attributes for one more paragraph.
pub(crate) fn paragraph(line: &str) -> TokenStream {
    let line = format!(" {line}");
    quote!(#[doc = ""] #[doc = #line])
}

/// A line of a database's comment as Markdown that shows it: a comment may hold anything, and must not become a link
/// that leads nowhere, a tag, or a code block that rustdoc compiles.
fn escape(line: &str) -> String {
    let line = line.trim();
    let mut escaped = String::with_capacity(line.len());
    if line.starts_with("```") || line.starts_with("~~~") {
        escaped.push('\\');
    }
    for each in line.chars() {
        if matches!(each, '[' | ']' | '<' | '>') {
            escaped.push('\\');
        }
        escaped.push(each);
    }
    escaped
}

/// `text` as inline code, whatever backticks it holds.
pub(crate) fn code(text: &str) -> String {
    if text.is_empty() {
        return "the empty text".to_owned();
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return "blanks alone".to_owned();
    }
    let longest = text.split(|each| each != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("{fence}{text}{fence}") } else { format!("{fence} {text} {fence}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_cannot_become_code_or_a_link() {
        let shown = attributes(Some("    let x;\n```\n[User] <b>"), "`user`").to_string();
        assert_eq!(
            shown,
            r#"# [doc = " let x;"] # [doc = " \\```"] # [doc = " \\[User\\] \\<b\\>"] # [doc = ""] # [doc = " `user`"]"#
        );
    }

    #[test]
    fn code_is_fenced_by_more_backticks_than_it_holds() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "``` a``b ```");
    }
}
