//! Code whose statements are known only when it runs.

use squawk_syntax::ast::Stmt;

use crate::lint::subject::{Found, Subject};
use crate::words::{Piece, block, pieces};

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
const WRITING: [&str; 23] = [
    "alter", "analyze", "call", "cluster", "comment", "copy", "create", "delete", "drop", "execute", "grant", "import",
    "insert", "lock", "merge", "perform", "reassign", "refresh", "reindex", "revoke", "security", "truncate", "update",
];

/// Whether a block asks and complains at most, as a check before a change does.
fn only_reads(text: &str) -> bool {
    let Some(code) = block(text) else { return false };
    !pieces(&code).any(|piece| matches!(piece, Piece::Word(word) if WRITING.contains(&word.as_str())))
}

/// The words of the block with which a plan gives a type that takes another one's place the owner of that.
const KEEPING_OWNER: [&str; 12] = [
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
    let Some(code) = block(text) else { return false };
    let (mut words, mut texts) = (Vec::new(), Vec::new());
    for piece in pieces(&code) {
        match piece {
            // With the schema or without.
            Piece::Word(word) if word == "pg_catalog" => {}
            Piece::Word(word) => words.push(word),
            Piece::Text(text) => texts.push(text),
            Piece::Name(_) | Piece::Sign(_) => {}
        }
    }
    // What is executed, and the type's name twice.
    matches!(texts.as_slice(), ["'ALTER TYPE %s OWNER TO %I'", _, _]) && words == KEEPING_OWNER
}
