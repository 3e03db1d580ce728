//! Code whose statements are known only when it runs.

use squawk_syntax::ast::Stmt;

use crate::lint::subject::{Found, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let what = match subject.statement {
        Stmt::Do(_) if only_reads(subject.text) => return Vec::new(),
        Stmt::Do(_) => "this block",
        Stmt::Call(_) => "this procedure",
        _ => return Vec::new(),
    };
    vec![Found::new(
        format!("what {what} does was not looked at: it is known only when it runs"),
        "where it changes tables, write that as statements of the migration",
    )]
}

/// The words without which a block writes nothing itself.
const WRITING: [&str; 22] = [
    "alter", "analyze", "call", "cluster", "comment", "copy", "create", "delete", "drop", "execute", "grant", "import",
    "insert", "lock", "merge", "perform", "refresh", "reindex", "revoke", "security", "truncate", "update",
];

/// Whether a block asks and complains at most, as a check before a change does.
fn only_reads(text: &str) -> bool {
    let mut words = Vec::new();
    let (mut word, mut quote) = (String::new(), None);
    for character in text.chars().chain([' ']) {
        match quote {
            Some(open) => {
                if character == open {
                    quote = None;
                }
                continue;
            }
            None if character == '\'' || character == '"' => quote = Some(character),
            None if character.is_alphanumeric() || character == '_' => {
                word.push(character.to_ascii_lowercase());
                continue;
            }
            None => {}
        }
        words.push(std::mem::take(&mut word));
    }
    // An apostrophe in a comment is no quote.
    let has_comment = text.contains("--") || text.contains("/*");
    !has_comment && !words.iter().any(|word| WRITING.contains(&word.as_str()))
}
