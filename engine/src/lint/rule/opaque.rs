//! Code whose statements are known only when it runs.

use squawk_syntax::ast::Stmt;

use crate::lint::subject::{Found, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let what = match subject.statement {
        Stmt::Do(_) if only_reads(subject.text) || keeps_owner(subject.text) => return Vec::new(),
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
    // An apostrophe in a comment is no quote.
    let has_comment = text.contains("--") || text.contains("/*");
    !has_comment && !words(text).iter().any(|word| WRITING.contains(&word.as_str()))
}

/// The words of the block with which a plan gives a type that takes another one's place the owner of that.
const KEEPING_OWNER: [&str; 13] = [
    "do",
    "begin",
    "execute",
    "select",
    "format",
    "pg_get_userbyid",
    "typowner",
    "from",
    "pg_type",
    "where",
    "oid",
    "regtype",
    "end",
];

fn keeps_owner(text: &str) -> bool {
    let words = words(text);
    // What quotes the block has the name of what it is for.
    let words =
        words.iter().map(String::as_str).filter(|word| !word.is_empty() && word.trim_start_matches('_') != "owner");
    text.contains("format('ALTER TYPE %s OWNER TO %I', ") && words.eq(KEEPING_OWNER)
}

/// The words of a text in small letters, without what is in quotes.
fn words(text: &str) -> Vec<String> {
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
    words
}
